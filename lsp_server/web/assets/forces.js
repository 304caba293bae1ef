/**
 * The forces of the map: imports pull, modules that are near push, packages hold together. Columns
 * of numbers only, so that it can run in a worker; no chance, so that a map looks the same each time.
 */

const REACH = 38; // how far modules push each other
const REST = 24; // length of an import at rest
const ABROAD = 0.02; // how much weaker an import of another region pulls
const FRICTION = 0.6;

/**
 * `places` are x, y, x, y …; `groups` is module → the number of its package, `regions` that of the
 * part of the map that it belongs to. Regions stay where they are, so that a map is a map.
 */
export function forcesOf({ places, from, to, groups, regions }) {
  const size = places.length / 2;
  const speed = new Float32Array(places.length);
  const degree = new Uint32Array(size);
  for (const ends of [from, to]) for (const end of ends) degree[end]++;
  const homes = middles(places, regions);

  return {
    places,
    /** Move everything a little; `heat` falls from 1 to 0. */
    step(heat) {
      pull(heat);
      gather(heat);
      push(heat);
      for (let at = 0; at < places.length; at++) {
        speed[at] *= FRICTION;
        places[at] += speed[at];
      }
    },
  };

  function pull(heat) {
    for (let edge = 0; edge < from.length; edge++) {
      const [a, b] = [from[edge], to[edge]];
      const [dx, dy] = [places[2 * b] - places[2 * a], places[2 * b + 1] - places[2 * a + 1]];
      const distance = Math.sqrt(dx * dx + dy * dy) || 1;
      const near = regions[a] === regions[b] ? 0.3 : ABROAD;
      const strength = (heat * near * (distance - REST)) / (distance * Math.min(degree[a], degree[b]));
      const share = degree[a] / (degree[a] + degree[b]);
      speed[2 * a] += dx * strength * (1 - share);
      speed[2 * a + 1] += dy * strength * (1 - share);
      speed[2 * b] -= dx * strength * share;
      speed[2 * b + 1] -= dy * strength * share;
    }
  }

  /** Draw the modules of each package toward their middle, and those of a region toward its home. */
  function gather(heat) {
    const middle = middles(places, groups);
    const drift = middles(places, regions);
    for (let at = 0; at < places.length; at++) {
      const [module, axis] = [at >> 1, at & 1];
      const region = 2 * regions[module] + axis;
      speed[at] += (middle[2 * groups[module] + axis] - places[at]) * 0.035 * heat;
      speed[at] += (homes[region] - drift[region]) * 0.2 * heat;
      speed[at] += (homes[region] - places[at]) * 0.03 * heat;
    }
  }

  /** Push apart what is near, found by the squares of a grid. */
  function push(heat) {
    const grid = gridOf();
    for (let module = 0; module < size; module++) {
      const [column, row] = grid.at(module);
      for (let y = row - 1; y <= row + 1; y++) {
        for (let x = column - 1; x <= column + 1; x++) {
          for (let other = grid.first(x, y); other >= 0; other = grid.next[other]) {
            if (other > module) apart(module, other, heat);
          }
        }
      }
    }
  }

  function apart(a, b, heat) {
    const dx = places[2 * b] - places[2 * a] || (a - b) * 0.01;
    const dy = places[2 * b + 1] - places[2 * a + 1];
    const square = dx * dx + dy * dy;
    if (square > REACH * REACH) return;
    const distance = Math.sqrt(square) || 0.1;
    const same = regions[a] === regions[b] ? 1 : 2;
    const strength = (heat * same * (REACH - distance) * 0.09) / distance;
    speed[2 * a] -= dx * strength;
    speed[2 * a + 1] -= dy * strength;
    speed[2 * b] += dx * strength;
    speed[2 * b + 1] += dy * strength;
  }

  /** Chains of the modules in each square, by a hash of the square. */
  function gridOf() {
    const buckets = 1 << Math.ceil(Math.log2(size * 2 + 2));
    const head = new Int32Array(buckets).fill(-1);
    const next = new Int32Array(size);
    const key = (x, y) => ((x * 73856093) ^ (y * 19349663)) & (buckets - 1);
    const at = (module) => [
      Math.floor(places[2 * module] / REACH),
      Math.floor(places[2 * module + 1] / REACH),
    ];
    for (let module = size - 1; module >= 0; module--) {
      const bucket = key(...at(module));
      next[module] = head[bucket];
      head[bucket] = module;
    }
    return { next, at, first: (x, y) => head[key(x, y)] };
  }
}

/** The middles of groups as x, y, x, y …. */
function middles(places, groups) {
  const count = groups.reduce((most, group) => Math.max(most, group + 1), 0);
  const sums = new Float64Array(2 * count);
  const members = new Uint32Array(count);
  groups.forEach((group, module) => {
    members[group]++;
    sums[2 * group] += places[2 * module];
    sums[2 * group + 1] += places[2 * module + 1];
  });
  return sums.map((sum, at) => sum / Math.max(1, members[at >> 1]));
}
