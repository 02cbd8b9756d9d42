// Owns how a component stands inside the code: mounted when its place comes into sight, unmounted when
// it leaves. Must not know which component.
import { WidgetType } from '@codemirror/view';
import { mount, unmount, type Component } from 'svelte';

/** A component as a widget of the editor. Widgets with equal `key` are taken for the same. */
export class ComponentWidget<Props extends Record<string, unknown>> extends WidgetType {
  readonly #component: Component<Props>;
  readonly #props: Props;
  readonly #context: Map<unknown, unknown>;
  readonly #block: boolean;
  readonly key: string;

  constructor(
    component: Component<Props>,
    props: Props,
    options: { key: string; context: Map<unknown, unknown>; block?: boolean },
  ) {
    super();
    this.#component = component;
    this.#props = props;
    this.#context = options.context;
    this.#block = options.block ?? false;
    this.key = options.key;
  }

  override eq(other: ComponentWidget<Props>): boolean {
    return other.key === this.key;
  }

  override toDOM(): HTMLElement {
    const target = document.createElement(this.#block ? 'div' : 'span');
    const mounted = mount(this.#component, {
      target,
      props: this.#props,
      context: this.#context,
    });
    instances.set(target, mounted);
    return target;
  }

  override destroy(dom: HTMLElement): void {
    const mounted = instances.get(dom);
    if (mounted) void unmount(mounted);
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

/** What is mounted where: a widget's element may outlive the widget that made it. */
const instances = new WeakMap<HTMLElement, Record<string, unknown>>();
