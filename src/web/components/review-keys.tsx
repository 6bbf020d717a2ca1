// The keys of the review, for whoever asks.
const keys = [
  ['J, K', 'dòng dưới, dòng trên'],
  ['A', 'xác nhận và sang dòng kế'],
  ['R', 'từ chối'],
  ['S', 'tách hoặc khớp tay'],
  ['P', 'để lại đến ngày khác'],
  ['N', 'ghi chú'],
  ['U', 'hoàn tác việc vừa làm'],
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
