import type { Channel } from 'amqplib';

export function report(channel: Channel, id: string) {
  channel.sendToQueue('reports', Buffer.from(JSON.stringify({ id })));
}
