using EdgeAppliance.Edgectl.Provision.Apply;
using EdgeAppliance.Tests.Edgectl.Check;

namespace EdgeAppliance.Tests.Edgectl.Provision;

public sealed class DaemonCheckTests : IDisposable
{
    /// <summary>Reads the certificate and the key that the listener is to show, as the daemon's check does.</summary>
    private const string ReadsIdentity = """
        for key in certificate key; do
          file="$(sed -n "s/^ *\"$key\": \"\\(.*\\)\",*/\\1/p" "$3")"
          grep -q BEGIN "$file" 2> /dev/null || { echo "$3:3: listen.$key: $file cannot be used" >&2; exit 2; }
        done
        """;

    private readonly ProvisionWorld _world = new();

    public void Dispose() => _world.Dispose();

    /// <summary>What the console is to show is only put in its place once the check was passed.</summary>
    [Fact]
    public void Run_FirstFileWithConsoleAndRequest_IsTakenOver()
    {
        using var program = new FakeProgram(ReadsIdentity);
        _world.Checker = new DaemonCheck(Path.Combine(program.Folder, "edge-appliance"), _world.Paths.At("state"));
        _world.Put("""{ "version": 1, "device": { "id": "pump-7" }, "identity": { "request": true }, "console": { "listen": "0.0.0.0:8443" } }""");
        int code = _world.Run();
        Assert.True(code == ProvisionCodes.Done, _world.Report);
        Assert.Contains("/var/lib/edge-appliance/identity/device.pem", _world.Read("config/appliance.json"));
    }

    [Fact]
    public void Check_IdentityThatIsNoUse_IsToldByItsPlace()
    {
        using var program = new FakeProgram(ReadsIdentity);
        var check = new DaemonCheck(Path.Combine(program.Folder, "edge-appliance"), "/nowhere");
        byte[] appliance = "{\n  \"certificate\": \"/var/lib/edge-appliance/identity/device.pem\"\n}\n"u8.ToArray();
        var fault = Assert.Single(check.Check(appliance, [], new PlannedIdentity("BEGIN", "nothing"))!);
        Assert.Equal("/var/lib/edge-appliance/identity/device.pem cannot be used", fault.Text);
    }

    /// <summary>Whoever writes the FAT partition must not have root read files for him.</summary>
    [Fact]
    public void Check_ByRoot_RunsAsTheDaemon()
    {
        if (!Environment.IsPrivilegedProcess || OperatingSystem.IsWindows()) return;
        using var program = new FakeProgram("""[ "$(id -u)" != 0 ] && grep -q sources "$3" && [ -r "$CREDENTIALS_DIRECTORY/llm" ] || { echo "$3:1: : as $(id -u)" >&2; exit 2; }""");
        File.SetUnixFileMode(program.Folder, Modes.PublicFolder);
        File.SetUnixFileMode(Path.Combine(program.Folder, "edge-appliance"), Modes.PublicFolder);
        var check = new DaemonCheck(Path.Combine(program.Folder, "edge-appliance"), "/nowhere", new UnixOwner("nobody", 65534, 65534));
        Assert.Empty(check.Check("""{ "sources": {} }"""u8.ToArray(), ["llm"], null)!);
    }
}
