using EdgeAppliance.Bundles.Tuf.Sources;

namespace EdgeAppliance.Bench.Fleet;

/// <summary>What all devices of a fleet have in common.</summary>
/// <param name="Root">The root that they come with.</param>
/// <param name="Broker">As <c>mqtt://127.0.0.1:1883</c>.</param>
/// <param name="Folder">For what is on its way.</param>
internal sealed record FleetSite(HttpSource Source, byte[] Root, Uri Broker, string Folder, string Model);
