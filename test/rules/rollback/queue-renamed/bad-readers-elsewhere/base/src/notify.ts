import type { Channel } from 'amqplib';

export function notify(channel: Channel, id: string) {
  channel.sendToQueue('notices', Buffer.from(JSON.stringify({ id })));
}
