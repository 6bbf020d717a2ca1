// A form that sends files: they can be dropped on it, are listed before they go, and one sees how far
// they have come. Without this script the form sends them as any form does.
const fileBytesMax = 50 * 1024 * 1024;
const bytesMax = 2 * fileBytesMax;
const filesMax = 20;

const size = (bytes) =>
  bytes < 1024 * 1024
    ? `${Math.ceil(bytes / 1024)} kB`
    : `${(bytes / 1024 / 1024).toFixed(1).replace('.', ',')} MB`;

/** Why these would not be taken; empty when they would. */
function tooMuch(files) {
  const large = files.find((file) => file.size > fileBytesMax);
  if (large) return `${large.name} lớn hơn 50 MB.`;
  if (files.length > filesMax) return 'Mỗi lần gửi tối đa 20 tệp.';
  const total = files.reduce((sum, file) => sum + file.size, 0);
  return total > bytesMax ? 'Mỗi lần gửi tối đa 100 MB.' : '';
}

function begin() {
  const form = document.querySelector('form[data-upload]');
  if (!form) return;
  const input = form.querySelector('input[type=file]');
  const drop = form.querySelector('[data-drop]');
  const chosen = form.querySelector('[data-chosen]');
  const sending = form.querySelector('[data-sending]');
  const bar = sending.querySelector('progress');
  const told = sending.querySelector('[role=status]');
  for (const each of form.querySelectorAll('[data-script]')) each.hidden = false;

  const say = (text) => {
    sending.hidden = false;
    told.textContent = text;
  };
  const show = () => {
    const files = [...input.files];
    chosen.hidden = files.length === 0;
    chosen.replaceChildren(
      ...files.map((file) => {
        const item = document.createElement('li');
        item.textContent = `${file.name} (${size(file.size)})`;
        return item;
      }),
    );
    bar.hidden = true;
    say(tooMuch(files));
  };
  input.addEventListener('change', show);

  for (const kind of ['dragenter', 'dragover', 'dragleave', 'drop']) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle('over', kind === 'dragenter' || kind === 'dragover');
    });
  }
  drop.addEventListener('drop', (event) => {
    // what was chosen before stays
    const all = new window.DataTransfer();
    for (const file of [...input.files, ...event.dataTransfer.files]) all.items.add(file);
    input.files = all.files;
    show();
  });

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const wrong = tooMuch([...input.files]);
    if (wrong) say(wrong);
    else send({ form, bar, say });
  });
}

function send({ form, bar, say }) {
  const button = form.querySelector('button[type=submit]');
  const request = new window.XMLHttpRequest();
  const stay = (event) => event.preventDefault();
  const end = (text) => {
    window.removeEventListener('beforeunload', stay);
    button.disabled = false;
    bar.hidden = true;
    if (text) say(text);
  };
  request.open('POST', form.action);
  request.responseType = 'document';
  request.upload.addEventListener('progress', ({ loaded, total }) => {
    bar.hidden = false;
    bar.value = Math.floor((100 * loaded) / total);
    say(`Đã gửi ${size(loaded)} trên ${size(total)}. Đừng đóng trang khi đang gửi.`);
  });
  request.upload.addEventListener('load', () => {
    window.removeEventListener('beforeunload', stay);
    say('Đã gửi xong, hệ thống đang đọc tệp…');
  });
  request.addEventListener('load', () => {
    end('');
    const answer = request.response?.querySelector('main');
    if (request.responseURL !== form.action) window.location.assign(request.responseURL);
    else if (answer) {
      document.querySelector('main').replaceWith(document.adoptNode(answer));
      begin();
    } else end('Máy chủ không nhận được tệp. Hãy gửi lại.');
  });
  request.addEventListener('error', () => end('Mất kết nối khi đang gửi. Hãy gửi lại.'));
  window.addEventListener('beforeunload', stay);
  button.disabled = true;
  bar.value = 0;
  say('Đang gửi…');
  request.send(new window.FormData(form));
}

begin();
