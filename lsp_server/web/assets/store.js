/** What the user has chosen, in one place. A change is told to whoever listens, once a frame. */

export function storeOf(state) {
  const listeners = [];
  let changed = new Set();
  const tell = () => {
    const keys = changed;
    changed = new Set();
    for (const listener of listeners) listener(state, keys);
  };
  return {
    state,
    /** Call with the state and the set of changed keys. */
    listen(listener) {
      listeners.push(listener);
    },
    set(patch) {
      if (!changed.size) requestAnimationFrame(tell);
      for (const [key, value] of Object.entries(patch)) {
        state[key] = value;
        changed.add(key);
      }
    },
  };
}
