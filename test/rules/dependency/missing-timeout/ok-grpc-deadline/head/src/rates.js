const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const proto = grpc.loadPackageDefinition(loader.loadSync('rates.proto'));
const client = new proto.shop.Rates('rates:50051', grpc.credentials.createInsecure());

exports.latest = (done) => client.latest({ currency: 'EUR' }, { deadline: Date.now() + 2000 }, done);
exports.stop = () => client.close();

const server = new grpc.Server();
server.addService(proto.shop.Rates.service, {});
server.bindAsync('0.0.0.0:50051', grpc.ServerCredentials.createInsecure(), () => server.start());
