// The OpenAPI document and the page that shows it.
import { Router } from 'express';
import { renderToString } from 'preact-render-to-string';
import { DocsPage } from './docs-page.js';
import { type DoorDeps, openDoor } from './open-door.js';
import { openApiDocument } from './openapi.js';
import type { ApiRoute } from './route.js';

export interface DocsDeps extends DoorDeps {
  readonly routes: readonly ApiRoute[];
  readonly stylesheetUrl: string;
}

/** `/api/v1/openapi.json` and `/api/docs`. */
export function docsRoutes(deps: DocsDeps): Router {
  const router = Router();
  const written = onFirstAsking(deps);
  router.get('/api/v1/openapi.json', openDoor(deps, 'docs.read'), (_request, response) => {
    response.set('Content-Type', 'application/json; charset=utf-8').end(written().json);
  });
  const door = openDoor(deps, 'docs.read', '/dang-nhap?ve=%2Fapi%2Fdocs');
  router.get('/api/docs', door, (_request, response) => {
    response.type('html').end(written().page);
  });
  return router;
}

interface Written {
  readonly json: string;
  readonly page: string;
}

// few ever ask, and writing it would be a good part of every start
function onFirstAsking({ routes, stylesheetUrl }: DocsDeps): () => Written {
  let written: Written | undefined;
  return () => {
    if (written) return written;
    const document = openApiDocument(routes);
    const page = renderToString(<DocsPage document={document} stylesheetUrl={stylesheetUrl} />);
    written = { json: JSON.stringify(document), page: `<!doctype html>${page}` };
    return written;
  };
}
