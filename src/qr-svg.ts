// A QR code as a picture that pages and prints can embed.
import { toString as drawQr } from 'qrcode';

/**
 * Draws a text as SVG.
 * @param correction how much of the code may be spoilt: `L` on a screen, `M` where it is printed
 */
export function qrSvg(text: string, correction: 'L' | 'M' = 'L'): Promise<string> {
  return drawQr(text, { type: 'svg', margin: 2, errorCorrectionLevel: correction });
}
