// How each page is asked for a target, as `calls.ts` says it of the API's routes.
import { cookieOf } from './askers.js';
import { idOf, noSuchId, type Draw, type Drawn } from './calls.js';
import { mappingIdOf } from './mapping-objects.js';
import { codeOf, noticeIdOf, type Kind } from './objects.js';
import { webhookIdOf } from './webhook-objects.js';

const page =
  (path: string): Draw =>
  () => ({ method: 'GET', path });

const form =
  (path: string): Draw =>
  () => ({ method: 'POST', path, headers: ownForm, raw: '' });

/** A form with a file that is no table. */
const fileForm =
  (path: string): Draw =>
  () => ({
    method: 'POST',
    path,
    headers: { 'sec-fetch-site': 'same-origin' },
    files: [{ field: 'tep', name: 'report.csv', text: 'x' }],
  });

/** A form about one thing of the target. */
const formAbout =
  (kind: Kind, pathOf: (id: string) => string): Draw =>
  (drawn) => ({
    method: 'POST',
    path: pathOf(plainId(drawn, kind)),
    headers: ownForm,
    raw: '',
  });

/** The id alone of what the API names by a longer address. */
function plainId(drawn: Drawn, kind: Kind): string {
  return idOf(drawn, kind).split('/')[0] ?? noSuchId;
}

/** As a form of our own pages is sent. */
const ownForm = {
  'content-type': 'application/x-www-form-urlencoded',
  'sec-fetch-site': 'same-origin',
};

export const pageCalls: Readonly<Record<string, Draw>> = {
  'get /': page('/'),
  'get /don-vi/:code': ({ target }) => ({
    method: 'GET',
    path: `/don-vi/${codeOf(target ?? 'absent')}`,
  }),
  'get /giao-dich': page('/giao-dich'),
  'get /giao-dich/:id': (drawn) => ({
    method: 'GET',
    path: `/giao-dich/${plainId(drawn, 'payment')}`,
  }),
  'get /don-vi/:code/tai-khoan': ({ target }) => ({
    method: 'GET',
    path: `/don-vi/${codeOf(target ?? 'absent')}/tai-khoan`,
  }),
  'post /don-vi/:code/tai-khoan': formAbout('unit', (code) => `/don-vi/${code}/tai-khoan`),
  'post /tai-khoan-thu-huong/:id/viec': formAbout(
    'version',
    (id) => `/tai-khoan-thu-huong/${id}/viec`,
  ),
  'post /tai-khoan-thu-huong/:id/ma-xac-minh': formAbout(
    'version',
    (id) => `/tai-khoan-thu-huong/${id}/ma-xac-minh`,
  ),
  'get /tai-khoan-thu-huong/:id/ma-qr/:code': (drawn) => ({
    method: 'GET',
    path: `/tai-khoan-thu-huong/${plainId(drawn, 'version')}/ma-qr/DSXM0000`,
  }),
  'get /tai-khoan-thu-huong': page('/tai-khoan-thu-huong'),
  'get /de-nghi/:id': (drawn) => ({
    method: 'GET',
    path: `/de-nghi/${plainId(drawn, 'proposal')}`,
  }),
  'post /de-nghi/:id': formAbout('proposal', (id) => `/de-nghi/${id}`),
  'post /de-nghi/:id/viec': formAbout('proposal', (id) => `/de-nghi/${id}/viec`),
  'post /de-nghi/:id/giay-to': (drawn) => ({
    method: 'POST',
    path: `/de-nghi/${plainId(drawn, 'proposal')}/giay-to`,
    headers: { 'sec-fetch-site': 'same-origin' },
    files: [{ field: 'tep', name: 'paper.pdf', text: '%PDF-1.4' }],
  }),
  'post /de-nghi/:id/quyet-dinh': formAbout('proposal', (id) => `/de-nghi/${id}/quyet-dinh`),
  'get /tai-khoan-thu-huong/bang': page('/tai-khoan-thu-huong/bang'),
  'post /tai-khoan-thu-huong/bang': () => ({
    method: 'POST',
    path: '/tai-khoan-thu-huong/bang',
    headers: { 'sec-fetch-site': 'same-origin' },
    files: [{ field: 'tep', name: 'accounts.csv', text: 'unitCode\n99999' }],
  }),
  'get /tai-khoan-thu-huong/cong': page('/tai-khoan-thu-huong/cong?cong=generic'),
  'post /tai-khoan-thu-huong/cong': form('/tai-khoan-thu-huong/cong'),
  'get /mau-cot': page('/mau-cot'),
  'post /mau-cot': fileForm('/mau-cot'),
  'get /mau-cot/tep/:id': page(`/mau-cot/tep/${noSuchId}`),
  'post /mau-cot/tep/:id': form(`/mau-cot/tep/${noSuchId}`),
  'get /mau-cot/:id': async ({ world }) => ({
    method: 'GET',
    path: `/mau-cot/${await mappingIdOf(world)}`,
  }),
  'post /mau-cot/:id': async ({ world }) => ({
    method: 'POST',
    path: `/mau-cot/${await mappingIdOf(world)}`,
    headers: ownForm,
    raw: '',
  }),
  'get /quyet-toan/nhap': page('/quyet-toan/nhap'),
  'post /quyet-toan/nhap': fileForm('/quyet-toan/nhap'),
  'get /quan-tri': page('/quan-tri'),
  'get /quan-tri/nhap': page('/quan-tri/nhap'),
  'post /quan-tri/nhap': fileForm('/quan-tri/nhap'),
  'get /quan-tri/can-bo': page('/quan-tri/can-bo'),
  'post /quan-tri/can-bo': form('/quan-tri/can-bo'),
  'get /quan-tri/can-bo/nhap': page('/quan-tri/can-bo/nhap'),
  'post /quan-tri/can-bo/nhap': fileForm('/quan-tri/can-bo/nhap'),
  'get /quan-tri/can-bo/:id': (drawn) => ({
    method: 'GET',
    path: `/quan-tri/can-bo/${plainId(drawn, 'officer')}`,
  }),
  'post /quan-tri/can-bo/:id': formAbout('officer', (id) => `/quan-tri/can-bo/${id}`),
  'get /quan-tri/ma-truy-cap': page('/quan-tri/ma-truy-cap'),
  'post /quan-tri/ma-truy-cap': form('/quan-tri/ma-truy-cap'),
  'get /quan-tri/nhat-ky': page('/quan-tri/nhat-ky'),
  'get /quan-tri/nhat-ky/kiem-tra': page('/quan-tri/nhat-ky/kiem-tra'),
  'post /quan-tri/nhat-ky/kiem-tra': form('/quan-tri/nhat-ky/kiem-tra'),
  'get /quan-tri/nhat-ky/:id': (drawn) => ({
    method: 'GET',
    path: `/quan-tri/nhat-ky/${plainId(drawn, 'event')}`,
  }),
  'get /quan-tri/cong': page('/quan-tri/cong'),
  'get /quan-tri/cong-moi': page('/quan-tri/cong-moi?loai=vnpay'),
  'post /quan-tri/cong-moi': form('/quan-tri/cong-moi'),
  'get /quan-tri/cong/:name': page('/quan-tri/cong/generic'),
  'post /quan-tri/cong/:name': form('/quan-tri/cong/generic'),
  'get /quan-tri/thong-bao-cong': page('/quan-tri/thong-bao-cong'),
  'post /quan-tri/thong-bao-cong': form('/quan-tri/thong-bao-cong'),
  'get /quan-tri/thong-bao-cong/:id': async ({ world }) => ({
    method: 'GET',
    path: `/quan-tri/thong-bao-cong/${await noticeIdOf(world)}`,
  }),
  'get /quan-tri/don-vi': page('/quan-tri/don-vi'),
  'get /quan-tri/don-vi/:code': (drawn) => ({
    method: 'GET',
    path: `/quan-tri/don-vi/${plainId(drawn, 'unit')}`,
  }),
  'post /quan-tri/don-vi/:code': formAbout('unit', (code) => `/quan-tri/don-vi/${code}`),
  'get /quan-tri/he-thong': page('/quan-tri/he-thong'),
  'post /quan-tri/he-thong': form('/quan-tri/he-thong'),
  'get /quan-tri/sap-xep': page('/quan-tri/sap-xep'),
  'post /quan-tri/sap-xep': form('/quan-tri/sap-xep'),
  'get /quan-tri/lich': page('/quan-tri/lich'),
  'post /quan-tri/lich': form('/quan-tri/lich'),
  'get /quan-tri/xoa-ca-nhan': page('/quan-tri/xoa-ca-nhan'),
  'post /quan-tri/xoa-ca-nhan': form('/quan-tri/xoa-ca-nhan'),
  'get /quan-tri/doi-chieu': page('/quan-tri/doi-chieu'),
  'post /quan-tri/doi-chieu': form('/quan-tri/doi-chieu'),
  'get /quan-tri/doi-chieu/:id': page('/quan-tri/doi-chieu/1'),
  'post /quan-tri/doi-chieu/:id': form('/quan-tri/doi-chieu/1'),
  'get /quan-tri/chay-thu': page('/quan-tri/chay-thu'),
  'post /quan-tri/chay-thu': form('/quan-tri/chay-thu'),
  'get /quan-tri/webhook': page('/quan-tri/webhook'),
  'post /quan-tri/webhook': form('/quan-tri/webhook'),
  'get /quan-tri/webhook/:id': async ({ world }) => ({
    method: 'GET',
    path: `/quan-tri/webhook/${await webhookIdOf(world)}`,
  }),
  'post /quan-tri/webhook/:id': async ({ world }) => ({
    method: 'POST',
    path: `/quan-tri/webhook/${await webhookIdOf(world)}`,
    headers: ownForm,
    raw: '',
  }),
  'get /ra-soat-tai-khoan': page('/ra-soat-tai-khoan'),
  'post /ra-soat-tai-khoan/han': form('/ra-soat-tai-khoan/han'),
  'get /ra-soat-tai-khoan/so-sanh': page('/ra-soat-tai-khoan/so-sanh'),
  'post /ra-soat-tai-khoan/so-sanh': () => ({
    method: 'POST',
    path: '/ra-soat-tai-khoan/so-sanh',
    headers: { 'sec-fetch-site': 'same-origin' },
    files: [{ field: 'tep', name: 'list.csv', text: 'Mã đơn vị\n99999' }],
  }),
  'get /sao-ke/nhap': page('/sao-ke/nhap'),
  'post /sao-ke/nhap': fileForm('/sao-ke/nhap'),
  'get /sao-ke/nhap/:id': page(`/sao-ke/nhap/${noSuchId}`),
  'get /bao-cao': page('/bao-cao?loai=missing&ky=2026-05'),
  'get /bao-cao/tep': page('/bao-cao/tep'),
  'post /bao-cao/tep': form('/bao-cao/tep'),
  'post /bao-cao/tep/:id/huy': form('/bao-cao/tep/999999999/huy'),
  'get /quy-tac': page('/quy-tac'),
  'get /doi-soat': page('/doi-soat'),
  'post /doi-soat/nhieu': form('/doi-soat/nhieu'),
  'get /doi-soat/:id': (drawn) => ({ method: 'GET', path: `/doi-soat/${plainId(drawn, 'match')}` }),
  'post /doi-soat/:id/quyet-dinh': formAbout('match', (id) => `/doi-soat/${id}/quyet-dinh`),
  // a file that is none of the three kinds
  'post /doi-soat/:id/giay-to': (drawn) => ({
    method: 'POST',
    path: `/doi-soat/${plainId(drawn, 'match')}/giay-to`,
    headers: { 'sec-fetch-site': 'same-origin' },
    files: [{ field: 'tep', name: 'paper.pdf', text: 'x' }],
  }),
  'post /doi-soat/:id/de-lai': formAbout('match', (id) => `/doi-soat/${id}/de-lai`),
  'post /doi-soat/:id/ghi-chu': formAbout('match', (id) => `/doi-soat/${id}/ghi-chu`),
  'post /sao-ke/dong/:id/de-lai': formAbout('line', (id) => `/sao-ke/dong/${id}/de-lai`),
  'post /sao-ke/dong/:id/ghi-chu': formAbout('line', (id) => `/sao-ke/dong/${id}/ghi-chu`),
  'post /giao-dich/:id/de-lai': formAbout('payment', (id) => `/giao-dich/${id}/de-lai`),
  'post /giao-dich/:id/ghi-chu': formAbout('payment', (id) => `/giao-dich/${id}/ghi-chu`),
  'post /che-do-xem': form('/che-do-xem'),
  'post /che-do-xem/:id/xoa': form(`/che-do-xem/${noSuchId}/xoa`),
  'get /doi-soat/khop-tay/:id': (drawn) => ({
    method: 'GET',
    path: `/doi-soat/khop-tay/${plainId(drawn, 'payment')}`,
  }),
  'post /doi-soat/khop-tay/:id': formAbout('payment', (id) => `/doi-soat/khop-tay/${id}`),
  'get /sai-lech': page('/sai-lech'),
  'get /sai-lech/:id': (drawn) => ({
    method: 'GET',
    path: `/sai-lech/${encodeURIComponent(idOf(drawn, 'discrepancy'))}`,
  }),
  'post /sai-lech/:id/quyet-dinh': formAbout('discrepancy', (id) => `/sai-lech/${id}/quyet-dinh`),
  'post /sai-lech/:id/giai-trinh': formAbout('discrepancy', (id) => `/sai-lech/${id}/giai-trinh`),
  'post /sai-lech/:id/y-kien': formAbout('discrepancy', (id) => `/sai-lech/${id}/y-kien`),
  // a file that is none of the three kinds
  'post /sai-lech/:id/tep': (drawn) => ({
    method: 'POST',
    path: `/sai-lech/${encodeURIComponent(idOf(drawn, 'discrepancy'))}/tep`,
    headers: { 'sec-fetch-site': 'same-origin' },
    files: [{ field: 'tep', name: 'paper.pdf', text: 'x' }],
  }),
  'get /sao-ke': page('/sao-ke'),
  'get /sao-ke/lich': page('/sao-ke/lich'),
  'get /sao-ke/lich/:id': (drawn) => ({
    method: 'GET',
    path: `/sao-ke/lich/${plainId(drawn, 'version')}`,
  }),
  'get /sao-ke/dong/:id': (drawn) => ({
    method: 'GET',
    path: `/sao-ke/dong/${plainId(drawn, 'line')}`,
  }),
  'get /sao-ke/:id': (drawn) => ({ method: 'GET', path: `/sao-ke/${plainId(drawn, 'statement')}` }),
  'post /sao-ke/:id/quyet-dinh': formAbout('statement', (id) => `/sao-ke/${id}/quyet-dinh`),
  'get /chot-thang': page('/chot-thang'),
  'get /don-vi/:code/chot-thang/:month': ({ target }) => ({
    method: 'GET',
    path: `/don-vi/${codeOf(target ?? 'absent')}/chot-thang/2026-04`,
  }),
  'post /don-vi/:code/chot-thang/:month': formAbout(
    'unit',
    (code) => `/don-vi/${code}/chot-thang/2026-05`,
  ),
  'post /chot-thang/:id/ky': formAbout('month', (id) => `/chot-thang/${id}/ky`),
  'post /chot-thang/:id/rut-lai': formAbout('month', (id) => `/chot-thang/${id}/rut-lai`),
  'post /chot-thang/:id/mo-lai': formAbout('month', (id) => `/chot-thang/${id}/mo-lai`),
  'get /sao-ke-giay': page('/sao-ke-giay'),
  'get /sao-ke-giay/nhap': page('/sao-ke-giay/nhap'),
  'post /sao-ke-giay/nhap': fileForm('/sao-ke-giay/nhap'),
  'get /sao-ke-giay/:id': (drawn) => ({
    method: 'GET',
    path: `/sao-ke-giay/${plainId(drawn, 'paper')}`,
  }),
  'post /sao-ke-giay/:id/quyet-dinh': formAbout('paper', (id) => `/sao-ke-giay/${id}/quyet-dinh`),
  'post /sao-ke-giay/:id/rut-lai': formAbout('paper', (id) => `/sao-ke-giay/${id}/rut-lai`),
  'get /canh-bao': page('/canh-bao'),
  'post /canh-bao': form('/canh-bao'),
  'get /ack/:token': page('/ack/no-such-link'),
  'post /ack/:token': form('/ack/no-such-link'),
  'get /dang-nhap': page('/dang-nhap'),
  'post /dang-nhap': form('/dang-nhap'),
  'get /xac-thuc': page('/xac-thuc'),
  'post /xac-thuc': form('/xac-thuc'),
  // with a session of its own: the others go on
  'post /dang-xuat': async ({ world, asker }) => ({
    method: 'POST',
    path: '/dang-xuat',
    headers: {
      ...ownForm,
      ...(asker.officerId === undefined ? {} : await cookieOf(world, asker.officerId, 'full')),
    },
    raw: '',
  }),
  'get /thiet-lap/xac-thuc': page('/thiet-lap/xac-thuc'),
  'post /thiet-lap/xac-thuc': form('/thiet-lap/xac-thuc'),
  'get /thiet-lap/ma-qr': page('/thiet-lap/ma-qr'),
  'get /thiet-lap/:secret': page('/thiet-lap/no-such-link'),
  'post /thiet-lap/:secret': form('/thiet-lap/no-such-link'),
  'get /tai-khoan': page('/tai-khoan'),
  'post /tai-khoan/mat-khau': form('/tai-khoan/mat-khau'),
  'post /tai-khoan/xac-thuc': form('/tai-khoan/xac-thuc'),
  'post /tai-khoan/ma-khoi-phuc': form('/tai-khoan/ma-khoi-phuc'),
  'post /tai-khoan/phien': form('/tai-khoan/phien'),
};
