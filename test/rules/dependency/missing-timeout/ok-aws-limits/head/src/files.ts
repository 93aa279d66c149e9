import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { settings } from './settings';

const throwing = new S3Client({ requestHandler: { requestTimeout: 2000, throwOnRequestTimeout: true } });
const silent = new S3Client({ requestHandler: new NodeHttpHandler({ socketTimeout: 2000 }) });
const handed = new S3Client({ requestHandler: settings.handler });
const unread = new S3Client(settings.s3);
const plain = new S3Client({});
// Of a version whose requestTimeout still ended a silent socket.
const queue = new SQSClient({ requestHandler: { requestTimeout: 2000 } });

export async function run(Key: string) {
  const get = new GetObjectCommand({ Bucket: 'labels', Key });
  await throwing.send(get);
  await silent.send(get);
  await handed.send(get);
  await unread.send(get);
  await plain.send(get, { abortSignal: AbortSignal.timeout(2000) });
  await queue.send(new SendMessageCommand({ QueueUrl: Key, MessageBody: Key }));
}

export const put = (client: S3Client, Key: string) => client.send(new PutObjectCommand({ Bucket: 'labels', Key }));
