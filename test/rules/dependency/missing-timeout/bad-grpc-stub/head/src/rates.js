const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const proto = grpc.loadPackageDefinition(loader.loadSync('rates.proto'));
const client = new proto.shop.Rates('rates:50051', grpc.credentials.createInsecure());

exports.latest = (done) => client.latest({ currency: 'EUR' }, done);
