// How long somebody waits who tried too often.

/** "Bạn đã thử quá nhiều lần. Hãy đợi 4 phút rồi thử lại." */
export function waitingSentence(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  const time = seconds <= 90 ? `${String(seconds)} giây` : `${String(minutes)} phút`;
  return `Đã thử quá nhiều lần. Hãy đợi ${time} rồi thử lại.`;
}
