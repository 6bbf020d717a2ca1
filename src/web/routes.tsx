// The officers' pages: the province, and one unit. Rendered on the server, no script needed.
import express, { Router, type Request, type Response } from 'express';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { z } from 'zod';
import type { Config } from '../config.js';
import type { Db } from '../db.js';
import { readerOf, type ReadLatest } from '../oversight/latest-reading.js';
import { bankNames, provinceName } from '../oversight/name-store.js';
import { assetsFolder } from './assets.js';
import { provinceQuery, unitQuery } from './page-query.js';
import { MessagePage } from './pages/message-page.js';
import { ProvincePage } from './pages/province-page.js';
import { UnitPage } from './pages/unit-page.js';

export interface WebDeps {
  readonly db: Db;
  readonly config: Pick<Config, 'province'>;
  readonly now: () => Date;
}

interface PageDeps extends WebDeps {
  readonly read: ReadLatest;
}

/** Routes of the web pages and of the files they load. */
export function webRoutes(deps: WebDeps): Router {
  const router = Router();
  const page: PageDeps = { ...deps, read: readerOf(deps) };
  router.use('/assets', express.static(assetsFolder, { immutable: true, maxAge: '1y' }));
  router.get('/', async (request, response) => {
    await showProvince(page, request, response);
  });
  router.get('/don-vi/:code', async (request, response) => {
    await showUnit(page, request, response);
  });
  return router;
}

async function showProvince(deps: PageDeps, request: Request, response: Response): Promise<void> {
  const province = await provinceName(deps.db, deps.config.province);
  const query = provinceQuery.safeParse(request.query);
  if (!query.success) {
    answer(response, 400, badAddress(province, query.error));
    return;
  }
  const asked = query.data['as-of'];
  const reading = await deps.read(asked ?? thisMinute(deps.now()));
  const page = <ProvincePage {...{ province, reading, asked, search: query.data.q }} />;
  answer(response, 200, page);
}

async function showUnit(deps: PageDeps, request: Request, response: Response): Promise<void> {
  const { db } = deps;
  const province = await provinceName(db, deps.config.province);
  const query = unitQuery.safeParse(request.query);
  if (!query.success) {
    answer(response, 400, badAddress(province, query.error));
    return;
  }
  const code = String(request.params['code']);
  const asked = query.data['as-of'];
  const reading = await deps.read(asked ?? thisMinute(deps.now()));
  const unit = reading.units.find((each) => each.unitCode === code);
  if (!unit) {
    answer(response, 404, unknownUnit(province));
    return;
  }
  const banks = await bankNames(db);
  const { trang: pageNumber, 'tinh-trang': settlement } = query.data;
  const view = { province, reading, unit, banks, asked, pageNumber, settlement };
  answer(response, 200, <UnitPage {...view} />);
}

/** Pages name the minute of their figures, so within it they need no other ones. */
function thisMinute(now: Date): Date {
  return new Date(Math.floor(now.getTime() / 60_000) * 60_000);
}

function badAddress(province: string, error: z.ZodError): VNode {
  const field = error.issues[0]?.path.join('.') ?? '';
  return (
    <MessagePage
      province={province}
      title="Địa chỉ trang không hợp lệ"
      text={`Giá trị của “${field}” trong địa chỉ không đúng. Hãy bỏ phần đó hoặc về trang chủ.`}
    />
  );
}

function unknownUnit(province: string): VNode {
  return (
    <MessagePage
      province={province}
      title="Không tìm thấy đơn vị"
      text="Mã đơn vị trong địa chỉ không thuộc địa bàn này. Hãy tìm đơn vị theo tên hoặc mã."
    />
  );
}

function answer(response: Response, status: number, page: VNode): void {
  response
    .status(status)
    .type('html')
    .set('Cache-Control', 'no-store')
    .send(`<!doctype html>${renderToString(page)}`);
}
