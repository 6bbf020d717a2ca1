// Between Express and a page: who asks and whether they may, where the request comes from, the
// form's fields, and the answer with its cookies.
import type { Request, RequestHandler, Response } from 'express';
import { renderToString } from 'preact-render-to-string';
import { principalOf } from '../access/authenticate.js';
import { isCrossSite } from '../access/cross-site.js';
import { deviceSecretsOf } from '../access/known-device.js';
import { mayAnywhere } from '../access/principal.js';
import { sessionOf, type LiveSession } from '../access/session.js';
import { readForm as readMultipart, uploadLimits } from '../api/multipart.js';
import { readRawBody, requestIdOf, sendProblem } from '../http.js';
import { provinceName } from '../oversight/name-store.js';
import { problemKinds, Refused, type Problem } from '../problem.js';
import { ownPath } from './own-path.js';
import { addressOf } from './page-query.js';
import type { PageAnswer, PageAsk, PageDeps, PageRoute } from './page-route.js';
import { MessagePage } from './pages/message-page.js';

const formBytesMax = 16 * 1024;

/** Serves a page; what it refuses is told on a page too. */
export function servePage(deps: PageDeps, route: PageRoute): RequestHandler {
  return async (request, response) => {
    send({ request, response }, await answerOf(deps, route, { request, response }));
  };
}

interface Exchange {
  readonly request: Request;
  readonly response: Response;
}

async function answerOf(
  deps: PageDeps,
  route: PageRoute,
  { request, response }: Exchange,
): Promise<PageAnswer> {
  const session = await sessionOf(deps, request.headers);
  const principal = session && principalOf(deps, session);
  const province = await provinceName(deps.db, deps.config.province);
  const who = principal;
  const refuse = (problem: Problem) => refusal({ province, who }, problem);
  try {
    if (route.method === 'post' && isCrossSite(request, deps.config.baseUrl)) {
      return refuse({ code: 'cross_site', detail: 'Hãy mở trang của hệ thống và thử lại.' });
    }
    const elsewhere = wayIn(route, session, principal !== null);
    if (elsewhere !== null) return { goTo: comingFrom(elsewhere, request) };
    if (isAction(route.action) && principal && !mayAnywhere(principal, route.action)) {
      return refuse({ code: 'forbidden', detail: 'Vai trò của bạn không bao gồm việc này.' });
    }
    const { form, files } = await sentWith(request, route);
    const ask: PageAsk = {
      visitor: visitorOf(deps, request, response),
      params: paramsOf(request),
      query: request.query,
      form,
      files,
      session,
      principal,
      province,
    };
    return await route.handle(deps, ask);
  } catch (error) {
    if (error instanceof Refused) return refuse(error.problem);
    throw error;
  }
}

function isAction(
  action: PageRoute['action'],
): action is Exclude<PageRoute['action'], 'self' | 'pending' | 'public'> {
  return action !== 'self' && action !== 'pending' && action !== 'public';
}

/** Where somebody goes who is not far enough in for the page; null when they are. */
function wayIn(
  { action }: PageRoute,
  session: LiveSession | null,
  isInside: boolean,
): string | null {
  if (action === 'public' || isInside) return null;
  if (!session) return '/dang-nhap';
  if (action === 'pending') return null;
  if (session.stage === 'second_factor') return '/xac-thuc';
  return session.stage === 'enrol' ? '/thiet-lap/xac-thuc' : '/dang-nhap';
}

/** A page that was asked for is shown after logging in; a form that was sent is not sent again. */
function comingFrom(path: string, request: Request): string {
  const back = request.method === 'GET' ? ownPath(request.originalUrl) : '/';
  return addressOf(path, { ve: back === '/' ? undefined : back });
}

function visitorOf(deps: PageDeps, request: Request, response: Response): PageAsk['visitor'] {
  return {
    address: request.ip ?? 'unknown',
    devices: deviceSecretsOf(deps.config, request.headers),
    requestId: requestIdOf(response),
  };
}

function paramsOf(request: Request): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(request.params).map(([name, value]) => [name, String(value)]),
  );
}

/** What a form sent; a page that is only asked for sends nothing. */
async function sentWith(
  request: Request,
  { method, file }: PageRoute,
): Promise<Pick<PageAsk, 'form' | 'files'>> {
  if (method === 'get') return { form: new Map(), files: [] };
  if (file === undefined) return { form: await readForm(request), files: [] };
  if (!request.is('multipart/form-data')) throw wrongForm();
  const { json, files } = await readMultipart(request, { files: [file], filesOptional: true });
  const fields = Object.entries(json as Record<string, unknown>);
  const form = new Map(
    fields.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])),
  );
  return { form, files };
}

function wrongForm(): Refused {
  return new Refused({ code: 'unsupported_media_type', detail: 'Chỉ nhận biểu mẫu của trang.' });
}

async function readForm(request: Request): Promise<ReadonlyMap<string, string>> {
  if (!request.is('application/x-www-form-urlencoded')) {
    throw wrongForm();
  }
  const bytes = await readRawBody(request, formBytesMax);
  if (!bytes) throw new Refused({ code: 'too_large', detail: 'Biểu mẫu quá dài.' });
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(bytes.toString('utf8'))) {
    if (form.has(name)) {
      throw new Refused({ code: 'invalid_input', detail: 'Một trường được gửi hai lần.' });
    }
    form.set(name, value);
  }
  return form;
}

const megabytes = (bytes: number): string => `${String(bytes / 1024 / 1024)} MB`;

/** What a page says of a refusal whose cause is known by its code, and what to do about it. */
const words: Readonly<Partial<Record<Problem['code'], string>>> = {
  too_large:
    `Mỗi tệp tối đa ${megabytes(uploadLimits.fileBytesMax)}, mỗi lần gửi tối đa ` +
    `${megabytes(uploadLimits.bytesMax)}. Hãy quay lại, chọn tệp nhỏ hơn hoặc chỉ giữ phần cần gửi.`,
  unavailable: 'Hệ thống đang bận. Hãy quay lại và gửi lại sau ít phút.',
};

function refusal(
  frame: { readonly province: string; readonly who: PageAsk['principal'] },
  problem: Problem,
): PageAnswer {
  const { code, detail, retryAfterSeconds } = problem;
  const { status, title } = problemKinds[code];
  const headers = retryAfterSeconds ? { 'Retry-After': String(retryAfterSeconds) } : {};
  // details of the verbs are written for programs
  const isForPrograms = /^[\x00-\x7f]*$/.test(detail);
  const text = isForPrograms ? (words[code] ?? 'Hãy thử lại, hoặc về trang chủ.') : detail;
  return { status, headers, problem, page: <MessagePage {...frame} title={title} text={text} /> };
}

function send({ request, response }: Exchange, answer: PageAnswer): void {
  const { page, svg, goTo, cookies, headers, problem } = answer;
  if (problem && request.accepts(['html', 'json']) === 'json') {
    sendProblem(response, problem);
    return;
  }
  response.set({ 'Cache-Control': 'no-store', ...headers });
  for (const cookie of cookies ?? []) response.append('Set-Cookie', cookie);
  if (goTo !== undefined) {
    response.redirect(answer.status ?? 303, goTo);
    return;
  }
  response.status(answer.status ?? 200);
  if (svg !== undefined) response.type('image/svg+xml').send(svg);
  else response.type('html').send(`<!doctype html>${page ? renderToString(page) : ''}`);
}
