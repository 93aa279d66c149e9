import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const s3 = new S3Client({ region: process.env.AWS_REGION });

export async function put(Key: string, Body: string) {
  await s3.send(new PutObjectCommand({ Bucket: 'labels', Key, Body }));
}

export async function get(Key: string) {
  return s3.send(new GetObjectCommand({ Bucket: 'labels', Key }));
}
