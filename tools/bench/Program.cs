using EdgeAppliance.Bench.Coap;
using EdgeAppliance.Bench.Connections;
using EdgeAppliance.Bench.Harness;
using EdgeAppliance.Bench.Ingest;
using EdgeAppliance.Bench.Outbox;

// The load generator is a process of its own, so that what it costs is not the broker's.
if (args is ["load", .. var load]) return LoadCommand.Run(load);
if (args is [CoapLoadCommand.Name, .. var coapLoad]) return CoapLoadCommand.Run(coapLoad);
if (args is [ConnectionsCommand.Name, .. var devices]) return await ConnectionsCommand.RunAsync(devices, TimeProvider.System);
// So is what holds a backlog: its memory is not the bench's.
if (args is ["outbox-resident", .. var resident]) return await ResidentCommand.RunAsync(resident, TimeProvider.System);
return await BenchCatalog.RunAsync(args, TimeProvider.System);
