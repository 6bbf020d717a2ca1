// The keys of the review, for whoever asks.
const keys = [
  ['J, K', 'dòng dưới, dòng trên'],
  ['A', 'xác nhận và sang dòng kế'],
  ['R', 'từ chối'],
  ['S', 'tách hoặc khớp tay'],
  ['N', 'ghi lý do, ghi chú'],
  ['U', 'hoàn tác xác nhận vừa rồi'],
  ['/', 'đến bộ lọc'],
  ['?', 'mở hoặc đóng bảng phím này'],
] as const;

export function ReviewKeys() {
  return (
    <details class="keys" data-key="?">
      <summary>Phím tắt</summary>
      <dl>
        {keys.map(([key, words]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
