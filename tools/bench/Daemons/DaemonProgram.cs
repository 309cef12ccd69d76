using System.Runtime.InteropServices;
using EdgeAppliance.Bench.Harness;

namespace EdgeAppliance.Bench.Daemons;

/// <summary>The daemon's executable: the one that <c>--daemon=PATH</c> names, else the published one, else what the last build left, which
/// the runtime compiles while it runs.</summary>
internal static class DaemonProgram
{
    public static string Published(string root) => Path.Combine(root, "artifacts/publish", RuntimeInformation.RuntimeIdentifier.Contains("arm64") ? "linux-arm64" : "linux-x64", "edge-appliance");

    public static string Find(BenchRun run)
    {
        string[] places =
        [
            run.Options.Text("daemon") ?? Published(run.Root),
            Path.Combine(run.Root, "firmware/EdgeAppliance.Daemon/bin/Release/net10.0/edge-appliance"),
        ];
        string found = Array.Find(places, File.Exists) ?? throw new FileNotFoundException("There is no daemon; run ./build.sh publish.");
        run.Note($"the daemon is {Path.GetRelativePath(run.Root, found)}{(found == places[0] ? "" : ", not the published one")}");
        return found;
    }
}
