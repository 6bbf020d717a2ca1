// Which passwords are taken, and which are refused with a reason that an officer understands.
import { refusalOf } from '../../src/access/password-rules.js';

const about = {
  name: 'Nguyễn Thị Hoa Lan',
  email: 'hoalan.chonthanh@dongnai.gov.vn',
  units: ['Phường Chơn Thành', 'Thành phố Đồng Nai'],
};

test.each([
  'mưa đêm trên phố huyện',
  'bon con meo leo cay cau',
  'Xk7#mPq2vLw9',
  'con đường mòn 1998 rợp bóng',
  'correct horse battery staple',
  'q'.repeat(5) + 'wallaby-Tumult-9-fjord',
  'x7Lq ünïcode 密碼 kh0',
  'k7x2m9q4z8',
  '5838 2207 9164 3051',
  'tết 2026 gói bánh chưng',
  // as long as may be
  'mưa đêm trên phố huyện '.repeat(5).slice(0, 128),
])('“%s” is taken', (password) => {
  expect(refusalOf(password, about)).toBeNull();
});

test.each([
  'Ab@123456',
  'Abc@1234',
  'Admin@123',
  'P@ssw0rd',
  'Vnpt@123',
  'Hcc@2026',
  'Dongnai@2026',
  'Ab@1234567890',
  'Abc@12345678',
  'Admin@123456',
  'P@ssw0rd123',
  'Vnpt@12345678',
  'Hcc@20262026',
  'Dongnai@202612',
  'Dongnai#2025!',
  'Matkhau@123',
  'Matkhau@123456',
  'Viettel@12345',
  'Welcome@2025',
  'Chonthanh@123',
  'Qwerty@123456',
  '123456aA@@',
  'Tracuu.Hoso#12345',
  'Ab@123456 Ab@123456',
  'Ab@654321ab',
  'Abcd@12345abc',
  '1234@Abcd5678',
  'dongnai2026nhe',
  'Dongnai75@2026',
  'Matkhau@2026abc',
  'Tthc@123456aA',
  'Sotuphap2026stp',
  '0912345678@',
  '075 098 012 345',
])('“%s”, as handbooks print it, is refused', (password) => {
  expect(refusalOf(password, about)).toMatch(
    /^Mật khẩu (này theo mẫu|chứa tên|cần ít nhất|quá dễ đoán)/,
  );
});

test.each([
  ['aaaaaaaaaaaa', 'lặp lại'],
  ['abcabcabcabc', 'lặp lại'],
  ['1234567890', 'dãy số'],
  ['abcdefghijkl', 'dãy số'],
  ['qwertyuiop[]', 'dễ đoán'],
  ['anhyeuem123456', 'công bố'],
  ['matkhaumoi', 'dễ đoán'],
  ['vnptigate viettel', 'dễ đoán'],
  ['NguyenHoaLan1', 'tên'],
  ['hoalan.chonthanh', 'tên'],
  ['Chơn Thành 75!', 'tên'],
  ['lan hoa nguyen', 'tên'],
  ['ngắn quá!', 'ít nhất 10'],
  ['', 'ít nhất 10'],
  ['x'.repeat(129), 'dài nhất 128'],
])('“%s” is refused because of “%s”', (password, because) => {
  expect(refusalOf(password, about)).toContain(because);
});

test('no password takes longer to judge than a blink', () => {
  for (const password of ['kJ3$lq', 'P@55w0rd!', 'a1!', 'áàảãạ', '@$!1|0']) {
    // of the processor's time: other tests run beside this one
    const begun = process.cpuUsage();
    refusalOf(password.repeat(64).slice(0, 128), about);
    expect(process.cpuUsage(begun).user).toBeLessThan(300_000);
  }
});
