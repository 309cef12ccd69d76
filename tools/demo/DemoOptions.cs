using System.Globalization;

namespace EdgeAppliance.Demo;

/// <summary>What the command line asks for.</summary>
internal sealed record DemoOptions
{
    public const string Usage = """
        ./build.sh demo [--scenario=machine|pump] [--speed=N] [--smoke] [--plain] [--embedded-broker] [--out=DIR]

          --scenario=machine   this machine's own sensors, a real fault, an outage, a kill, three updates (a minute or two)
          --scenario=pump      SKAB's valve1 recordings, replayed through pump-anomaly
          --speed=N            pump: times real speed (30)
          --smoke              a short run without the fault, as the tests make it
          --plain              plain lines even on a terminal
          --embedded-broker    the embedded broker as the cloud even where mosquitto is installed
          --out=DIR            where summary.json and the daemon's log go (artifacts/demo)
        """;

    private static readonly string s_root = FindRoot();

    public string Scenario { get; private init; } = "machine";

    public double Speed { get; private init; } = 30;

    public bool Smoke { get; private init; }

    public bool Plain { get; private init; }

    public bool EmbeddedBroker { get; private init; }

    public string Out { get; private init; } = Path.Combine(s_root, "artifacts/demo");

    public string Daemon { get; private init; } = Path.Combine(s_root, "firmware/EdgeAppliance.Daemon/bin/Release/net10.0/edge-appliance");

    /// <summary>The repository.</summary>
    public static string Root => s_root;

    /// <returns>Null where it is wrong or help was asked for.</returns>
    public static DemoOptions? Parse(IEnumerable<string> arguments)
    {
        var options = new DemoOptions();
        foreach (string argument in arguments)
        {
            string[] parts = argument.Split('=', 2);
            if (options.With(parts[0], parts.Length > 1 ? parts[1] : null) is not { } more) return null;
            options = more;
        }
        return options;
    }

    private DemoOptions? With(string name, string? value) => (name, value) switch
    {
        ("--scenario", "machine" or "pump") => this with { Scenario = value },
        ("--speed", { } text) when double.TryParse(text, CultureInfo.InvariantCulture, out double speed) && speed is >= 1 and <= 1000 =>
            this with { Speed = speed },
        ("--smoke", null) => this with { Smoke = true },
        ("--plain", null) => this with { Plain = true },
        ("--embedded-broker", null) => this with { EmbeddedBroker = true },
        ("--out", { Length: > 0 } folder) => this with { Out = Path.GetFullPath(folder) },
        ("--daemon", { Length: > 0 } file) => this with { Daemon = Path.GetFullPath(file) },
        _ => null,
    };

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "EdgeAppliance.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("The demo does not run inside the repository.");
    }
}
