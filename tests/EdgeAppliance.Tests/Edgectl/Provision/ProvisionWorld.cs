using System.Text;
using EdgeAppliance.Edgectl.Check;
using EdgeAppliance.Edgectl.Provision.Apply;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Edgectl.Provision;

/// <summary>Folders in the place of a device's two partitions; secrets are sealed by turning them around.</summary>
internal sealed class ProvisionWorld : IDisposable, ICredentialSealer, IApplianceCheck
{
    // In memory where that is to be had: what is synced is of no matter here, and there is much of it.
    private readonly string _folder = Directory.Exists("/dev/shm") ? Directory.CreateDirectory($"/dev/shm/edge-provision-{Guid.NewGuid():N}").FullName : Directory.CreateTempSubdirectory("edge-provision-").FullName;

    public ProvisionWorld()
    {
        Paths = new ProvisionPaths(Make("boot"), Make("data")) { Defaults = Make("defaults"), ZoneInfo = Make("zones") };
        foreach (string folder in new[] { "config", "state", "system/network", "system/systemd" }) Directory.CreateDirectory(Paths.At(folder));
        Directory.CreateDirectory(Path.Combine(Paths.ZoneInfo, "Europe"));
        File.WriteAllText(Path.Combine(Paths.ZoneInfo, "Europe/Berlin"), "TZif");
        Disk = new ProvisionDisk(null);
    }

    public ProvisionPaths Paths { get; }

    public IProvisionDisk Disk { get; set; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 27, 10, 0, 0, TimeSpan.Zero));

    public SealingKey Sealing { get; set; } = SealingKey.Host;

    public string? SealingFails { get; set; }

    /// <summary>Who is asked in the place of this.</summary>
    public IApplianceCheck? Checker { get; set; }

    /// <summary>What the daemon finds wrong with the configuration.</summary>
    public List<ConfigurationFault>? Faults { get; set; } = [];

    public IReadOnlyList<string> CheckedCredentials { get; private set; } = [];

    public string Trash => Path.Combine(_folder, "trash");

    public string Report => File.ReadAllText(Paths.Report);

    public IReadOnlyList<string> Said { get; private set; } = [];

    public void Put(string json) => File.WriteAllText(Paths.File, json);

    public int Run()
    {
        var run = new ProvisionRun(Paths, Disk, this, Checker ?? this, Time);
        int code = run.Run();
        Said = run.Said;
        return code;
    }

    public (int Code, IReadOnlyList<string> Said) DryRun()
    {
        var run = new ProvisionRun(Paths, Disk, this, Checker ?? this, Time);
        return (run.DryRun(), run.Said);
    }

    public string Read(string belowData) => File.ReadAllText(Paths.At(belowData));

    public bool Has(string belowData) => Path.Exists(Paths.At(belowData));

    /// <summary>Every file on the data partition but what changes by itself, as text.</summary>
    public SortedDictionary<string, string> Data() => new(Directory.GetFiles(Paths.Data, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Paths.Data, file)).ToDictionary(file => file, file => new FileInfo(Paths.At(file)).LinkTarget ?? File.ReadAllText(Paths.At(file))));

    public SealedCredential Seal(string name, string secret) => SealingFails is { } why ? throw new IOException(why)
        : new SealedCredential(Encoding.UTF8.GetBytes($"{name}:{new string([.. secret.Reverse()])}"), Sealing);

    public IReadOnlyList<ConfigurationFault>? Check(byte[] appliance, IEnumerable<string> credentials, PlannedIdentity? identity)
    {
        CheckedCredentials = [.. credentials.Order(StringComparer.Ordinal)];
        return Faults;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Make(string name) => Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
}
