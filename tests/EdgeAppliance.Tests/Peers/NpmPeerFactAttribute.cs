using EdgeAppliance.Tests.Architecture;
using EdgeAppliance.Tests.Daemon.Uplink;

namespace EdgeAppliance.Tests.Peers;

/// <summary>A test that runs a script of one of the folders in <c>tests/peers</c>; skipped where Node.js, its packages or <c>mosquitto</c>, where it is
/// needed, are not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NpmPeerFactAttribute : FactAttribute
{
    public const string Node = "/usr/bin/node";

    public NpmPeerFactAttribute(string peer, bool needsMosquitto = false)
    {
        if (!File.Exists(Node)) Skip = "node is not installed (apt-get install nodejs)";
        else if (!Directory.Exists(Path.Combine(FolderOf(peer), "node_modules"))) Skip = $"the packages are not there (cd tests/peers/{peer} && npm ci --ignore-scripts)";
        else if (needsMosquitto && !File.Exists(Mosquitto.Program)) Skip = "mosquitto is not installed (apt-get install mosquitto)";
    }

    public static string FolderOf(string peer) => Path.Combine(ProjectReferences.Root, "tests/peers", peer);
}
