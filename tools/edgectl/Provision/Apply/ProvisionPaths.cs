namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>Where everything of provisioning lies: the one place that says so. The image mounts <c>config</c> as <c>/etc/edge-appliance</c>, <c>state</c> as
/// <c>/var/lib/edge-appliance</c> and <c>system/network</c> as <c>/etc/systemd/network</c>; see <c>firmware/provisioning.md</c>.</summary>
/// <param name="boot">The FAT partition.</param>
/// <param name="data">The data partition.</param>
internal sealed class ProvisionPaths(string boot, string data)
{
    /// <summary>Where the daemon sees <see cref="Config"/> and <see cref="State"/>.</summary>
    public const string ConfigAtRun = "/etc/edge-appliance", StateAtRun = "/var/lib/edge-appliance";

    /// <summary>Below the data partition.</summary>
    public const string Config = "config", State = "state", Network = "system/network";
    public const string Appliance = $"{Config}/appliance.json";
    public const string Facts = $"{Config}/provisioned.json";
    public const string HostName = $"{Config}/hostname";
    public const string LocalTime = $"{Config}/localtime";
    public const string TimeServers = $"{Config}/timesyncd.conf";
    public const string Wireless = $"{Config}/wpa_supplicant.conf";
    public const string SshKeys = $"{Config}/ssh/authorized_keys";
    public const string Credentials = $"{Config}/credentials";
    public const string EstAuthority = $"{Config}/est-ca.pem";
    public const string UpdateRoot = $"{Config}/root.json";
    public const string WiredNetwork = $"{Network}/50-wired.network", WirelessNetwork = $"{Network}/50-wireless.network";
    public const string Identity = $"{State}/identity";
    public const string Key = $"{Identity}/device.key", Certificate = $"{Identity}/device.pem";
    public const string Tokens = $"{State}/tokens.json";

    /// <summary>Outlasts a factory reset: the board is the same one after it.</summary>
    public const string Board = "os/board.json";

    /// <summary>What a factory reset takes away: folders keep standing, empty.</summary>
    public static readonly string[] ResetFolders = [State, Config, Network, "updates", "log", "system/ssh"];

    /// <summary>Likewise: what the slots said last. How their starts went stays, the boot loader goes on by it.</summary>
    public static readonly string[] ResetFiles = ["os/journal-A", "os/journal-B", "os/known"];

    /// <summary>With the host's key gone, nothing that was sealed with it can be opened by who finds it on the card.</summary>
    public const string HostKey = "system/systemd/credential.secret";

    /// <summary>The image's own, which the first start copies.</summary>
    public string Defaults { get; init; } = "/usr/share/edge-appliance";

    public string ZoneInfo { get; init; } = "/usr/share/zoneinfo";

    public string Boot => boot;

    public string Data => data;

    public string File => Path.Combine(boot, "provision.json");

    /// <summary>What some systems make of the name, and do not show.</summary>
    public string Misnamed => File + ".txt";

    /// <summary>The file after it was taken over: about to be overwritten, and gone.</summary>
    public string Done => Path.Combine(boot, "provision.don");

    public string Report => Path.Combine(boot, "provision-report.txt");

    public string SigningRequest => Path.Combine(boot, "device.csr");

    public string BroughtCertificate => Path.Combine(boot, "device.crt");

    /// <summary>Some systems hide the ending, and add one.</summary>
    public IReadOnlyList<string> ResetRequests => [Path.Combine(boot, "factory-reset"), Path.Combine(boot, "factory-reset.txt")];

    /// <summary>There only while something is left to do.</summary>
    public string Work => Path.Combine(data, "provision");

    public string Drafted => Path.Combine(Work, "drafted");

    /// <summary>A plan that is whole, and is carried out from here on whatever happens.</summary>
    public string Staged => Path.Combine(Work, "staged");

    /// <summary>A file on its way to its place.</summary>
    public string Placing => Path.Combine(Work, "placing");

    /// <summary>A plan that was carried out, except for the FAT partition.</summary>
    public string Placed => Path.Combine(Work, "placed");

    public string Resetting => Path.Combine(Work, "factory-reset");

    public string At(string belowData) => Path.Combine(data, belowData);

    public static string AtRun(string belowData) => belowData.StartsWith(Config + "/", StringComparison.Ordinal)
        ? ConfigAtRun + belowData[Config.Length..] : StateAtRun + belowData[State.Length..];
}
