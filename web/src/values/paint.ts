// Owns how a matrix of values is painted on a canvas: cells on whole device pixels, with signs for what
// the colour cannot say. Must not know which tensor it is.
import type { TensorData } from '../../../bindings/requests';
import type { ColourScale } from './colour-scale';

/** The part of a matrix that is in sight, and the size of its cells in CSS pixels. */
export interface Grid {
  firstRow: number;
  rows: number;
  firstColumn: number;
  columns: number;
  cellWidth: number;
  cellHeight: number;
}

export interface Paint {
  data: TensorData['data'];
  /** Where the matrix begins in the data, and how long its rows are there. */
  offset: number;
  stride: number;
  grid: Grid;
  scale: ColourScale;
  limit: number;
  /** Cells that lie in a masked step: hatched. */
  padded: (row: number, column: number) => boolean;
  colours: { ink: string; surface: string; hatch: string; error: string };
  /** Marks negatives, for who asks for more contrast. */
  markNegative: boolean;
}

/** Below this width in CSS pixels, cells stand without a gap. */
const GAP_FROM = 4;

/** Paints a grid; the canvas takes the grid's size. */
export function paint(canvas: HTMLCanvasElement, job: Paint): void {
  const { grid, scale, limit, colours } = job;
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.max(1, Math.round(grid.columns * grid.cellWidth * ratio));
  canvas.height = Math.max(1, Math.round(grid.rows * grid.cellHeight * ratio));
  const context = canvas.getContext('2d');
  if (!context) return;
  const gap = grid.cellWidth >= GAP_FROM ? Math.max(1, Math.round(0.6 * ratio)) : 0;
  for (let row = 0; row < grid.rows; row++) {
    const top = Math.round(row * grid.cellHeight * ratio);
    const height = Math.round((row + 1) * grid.cellHeight * ratio) - top - gap;
    for (let column = 0; column < grid.columns; column++) {
      const left = Math.round(column * grid.cellWidth * ratio);
      const width = Math.round((column + 1) * grid.cellWidth * ratio) - left - gap;
      const at = job.offset + (grid.firstRow + row) * job.stride + grid.firstColumn + column;
      if (job.padded(grid.firstRow + row, grid.firstColumn + column)) {
        hatch(context, left, top, width, height, ratio, colours);
        continue;
      }
      const value = Number(job.data[at]);
      if (!Number.isFinite(value)) {
        cross(context, left, top, width, height, colours);
        continue;
      }
      context.fillStyle = scale.css(value, limit);
      context.fillRect(left, top, width, height);
      const notch = Math.min(width, height) * 0.35;
      if (Math.abs(value) > limit) {
        context.fillStyle = colours.surface;
        triangle(context, left + width, top, -notch, notch);
      }
      if (job.markNegative && value < 0) {
        context.fillStyle = colours.ink;
        triangle(context, left, top + height, notch, -notch);
      }
    }
  }
}

function triangle(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  dx: number,
  dy: number,
): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + dx, y);
  context.lineTo(x, y + dy);
  context.fill();
}

/** Lines from one corner to the other, at the same places whatever the cell. */
function hatch(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  ratio: number,
  colours: Paint['colours'],
): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.fillStyle = colours.surface;
  context.fill();
  context.clip();
  context.strokeStyle = colours.hatch;
  context.lineWidth = 1.25 * ratio;
  const apart = 5 * ratio;
  const first = Math.floor((x + y) / apart) * apart;
  context.beginPath();
  for (let sum = first; sum <= x + y + width + height; sum += apart) {
    context.moveTo(sum - y, y);
    context.lineTo(sum - y - height, y + height);
  }
  context.stroke();
  context.restore();
}

function cross(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  colours: Paint['colours'],
): void {
  context.fillStyle = colours.surface;
  context.fillRect(x, y, width, height);
  context.strokeStyle = colours.error;
  context.lineWidth = 1.5;
  context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
  context.beginPath();
  context.moveTo(x + 2, y + 2);
  context.lineTo(x + width - 2, y + height - 2);
  context.moveTo(x + width - 2, y + 2);
  context.lineTo(x + 2, y + height - 2);
  context.stroke();
}
