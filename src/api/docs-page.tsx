// The API as a page to read: every operation, who may call it, what it takes and gives. Rendered
// from the OpenAPI document; no script, so the strict policy of all pages holds here too.
import type { JsonSchema } from './json-schema.js';
import type { OpenApiDocument, Operation, Parameter } from './openapi.js';

interface Props {
  readonly document: OpenApiDocument;
  readonly stylesheetUrl: string;
}

/** The whole page. */
export function DocsPage({ document, stylesheetUrl }: Props) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>API · Đối soát</title>
        <link rel="stylesheet" href={stylesheetUrl} />
      </head>
      <body>
        <main>
          <h1>API of Đối soát</h1>
          <p class="lead">{String(document.info['description'])}</p>
          <p>
            Machine-readable: <a href="/api/v1/openapi.json">/api/v1/openapi.json</a> (OpenAPI{' '}
            {document.openapi}). Ask with <code>Authorization: Bearer</code> and a token that an
            administrator made for you.
          </p>
          <Contents document={document} />
          {document.tags.map(({ name }) => (
            <section key={name}>
              <h2 id={name}>{name}</h2>
              {operationsOf(document, name).map((each) => (
                <OperationPart key={each.operation.operationId} {...each} />
              ))}
            </section>
          ))}
        </main>
      </body>
    </html>
  );
}

interface Placed {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

function operationsOf(document: OpenApiDocument, tag: string): Placed[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.tags.includes(tag))
      .map(([method, operation]) => ({ method, path, operation })),
  );
}

function Contents({ document }: { readonly document: OpenApiDocument }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Request</th>
          <th scope="col">What it does</th>
        </tr>
      </thead>
      <tbody>
        {document.tags
          .flatMap(({ name }) => operationsOf(document, name))
          .map(({ method, path, operation }) => (
            <tr key={operation.operationId}>
              <th scope="row">
                <a href={`#${operation.operationId}`}>
                  <code>{`${method.toUpperCase()} ${path}`}</code>
                </a>
              </th>
              <td>{operation.summary}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}

function OperationPart({ method, path, operation }: Placed) {
  const body = operation.requestBody?.['content'] as
    Readonly<Record<string, { readonly schema: JsonSchema }>> | undefined;
  return (
    <article id={operation.operationId}>
      <h3>
        <code>{`${method.toUpperCase()} /api/v1${path}`}</code>
      </h3>
      <p>
        {operation.summary}. {operation.description}
      </p>
      {operation.parameters.length > 0 && <Parameters parameters={operation.parameters} />}
      {Object.entries(body ?? {}).map(([type, { schema }]) => (
        <Shape key={type} title={`Takes ${type}`} schema={schema} />
      ))}
      {Object.entries(operation.responses)
        .filter(([status]) => status < '400')
        .map(([status, answer]) => {
          const schema = answer.content?.['application/json']?.schema;
          const title = `${status} ${answer.description}`;
          return schema ? (
            <Shape key={status} title={title} schema={schema} />
          ) : (
            <p key={status}>{title}</p>
          );
        })}
      <details>
        <summary>Refused with a problem document</summary>
        <ul>
          {Object.entries(operation.responses)
            .filter(([status]) => status >= '400')
            .map(([status, { description }]) => (
              <li key={status}>{`${status} ${description}`}</li>
            ))}
        </ul>
      </details>
    </article>
  );
}

function Parameters({ parameters }: { readonly parameters: readonly Parameter[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Parameter</th>
          <th scope="col">In</th>
          <th scope="col">Form</th>
        </tr>
      </thead>
      <tbody>
        {parameters.map(({ name, in: place, required, schema }) => (
          <tr key={`${place} ${name}`}>
            <th scope="row">
              <code>{name}</code>
            </th>
            <td>{`${place}${required ? ', required' : ''}`}</td>
            <td>
              <code>{formOf(schema)}</code>
              {typeof schema['description'] === 'string' && ` ${schema['description']}`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Shape({ title, schema }: { readonly title: string; readonly schema: JsonSchema }) {
  return (
    <details>
      <summary>{title}</summary>
      <pre>
        <code>{JSON.stringify(schema, null, 2)}</code>
      </pre>
    </details>
  );
}

/** A schema in a few words. */
function formOf(schema: JsonSchema): string {
  const choices = schema['enum'];
  if (Array.isArray(choices)) return choices.map(String).join(' | ');
  const type = typeof schema['type'] === 'string' ? schema['type'] : 'any';
  const pattern = schema['pattern'];
  return typeof pattern === 'string' ? `${type} ${pattern}` : type;
}
