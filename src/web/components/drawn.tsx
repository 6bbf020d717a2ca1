// A drawing on a page: SVG without script or style, in a box of its own that scrolls where the screen
// is narrow, so that its letters stay as large as the page's.
import type { Drawing, Shape } from '../../charts/drawing.js';
import { colors } from '../../charts/drawing.js';

/** @param props.id of the page's own, for title and description */
export function Drawn({ id, drawing }: { readonly id: string; readonly drawing: Drawing }) {
  const { title, description, width, height, shapes } = drawing;
  return (
    <div class="drawn" tabIndex={0} role="group" aria-label={title}>
      <svg
        role="img"
        aria-labelledby={`${id}-ten ${id}-ta`}
        viewBox={`0 0 ${String(width)} ${String(height)}`}
        width={width}
        height={height}
      >
        <title id={`${id}-ten`}>{title}</title>
        <desc id={`${id}-ta`}>{description}</desc>
        {shapes.map((shape, at) => (
          <Drawable key={at} shape={shape} />
        ))}
      </svg>
    </div>
  );
}

function Drawable({ shape }: { readonly shape: Shape }) {
  switch (shape.kind) {
    case 'rect': {
      const { x, y, width, height, fill, stroke = 'none' } = shape;
      return <rect {...{ x, y, width, height, fill, stroke }} />;
    }
    case 'line':
      return (
        <polyline
          points={shape.points.map(([x, y]) => `${fixed(x)},${fixed(y)}`).join(' ')}
          fill="none"
          stroke={shape.stroke}
          stroke-width={shape.width}
          stroke-dasharray={shape.dash?.join(' ')}
        />
      );
    case 'dot':
      return <circle cx={shape.x} cy={shape.y} r={shape.radius} fill={shape.fill} />;
    case 'text':
      return (
        <text
          x={shape.x}
          y={shape.y}
          font-size={shape.size}
          text-anchor={shape.anchor}
          font-weight={shape.bold ? 700 : undefined}
          fill={shape.color ?? colors.ink}
        >
          {shape.text}
        </text>
      );
  }
}

/** Hundredths of a pixel are enough. */
function fixed(length: number): string {
  return String(Math.round(length * 100) / 100);
}
