/** The button that measures this device, with the model that runs. */

import { DeviceView, hertz } from './device-view.ts';
import { part } from './dom.ts';
import type { Way } from './messages.ts';
import type { Subject } from './subject.ts';
import type { MeterClient } from './worker-clients.ts';

const control = {
  measure: part('measure', HTMLButtonElement),
  verdict: part('rate-verdict', HTMLElement),
};

export class DevicePanel {
  readonly #view = new DeviceView(
    part('times-chart', HTMLElement),
    part('times-facts', HTMLDListElement),
    part('times-note', HTMLElement),
    part('rates', HTMLElement),
    part('rates-note', HTMLElement),
    crossOriginIsolated,
  );

  /**
   * @param running what the page runs, and how
   * @param busy told when a measurement begins and ends
   */
  constructor(
    meter: MeterClient,
    running: () => { readonly subject: Subject; readonly way: Way } | null,
    busy: (measuring: boolean) => void,
  ) {
    control.measure.addEventListener('click', () => {
      const now = running();
      if (!now) return;
      const { subject, way } = now;
      const blob = subject.blobs[way.type]!;
      const title = `${subject.title}, ${way.type}${way.unfolds > 0 ? `, unfolded ${way.unfolds} times` : ''}`;
      control.measure.disabled = true;
      busy(true);
      control.verdict.textContent = 'Timing steps …';
      this.#view.begin(title);
      const done = (text: string): void => {
        control.measure.disabled = false;
        busy(false);
        control.verdict.textContent = text;
      };
      meter.measure({ kind: 'device', blob, way, sequence: subject.feed.sequences[0] }, (message) => {
        if (message.kind === 'times') this.#view.showTimes(message);
        else if (message.kind === 'rate') {
          this.#view.addRate(message.rate);
          control.verdict.textContent = `Tried a loop at ${hertz(message.rate.hertz)} …`;
        } else if (message.kind === 'measured') done(this.#view.verdict(message.stopped));
        else if (message.kind === 'failed') done(message.message);
      });
    });
  }
}
