import type { Channel } from 'amqplib';

export function notify(channel: Channel, id: string) {
  channel.sendToQueue('messages', Buffer.from(JSON.stringify({ id })));
}
