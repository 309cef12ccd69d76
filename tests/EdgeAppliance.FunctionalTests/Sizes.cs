using System.Globalization;

namespace EdgeAppliance.FunctionalTests;

/// <summary>How much a run does: little in <c>./build.sh test</c>, all of it in <c>./build.sh soak</c>.</summary>
internal static class Sizes
{
    /// <summary>How often the daemon is killed.</summary>
    public static int KillCycles { get; } = Number("EDGE_KILL_CYCLES", 5);

    /// <summary>Draws the moments.</summary>
    public static int KillSeed { get; } = Number("EDGE_KILL_SEED", 1);

    /// <summary>How often it is killed while it updates a model.</summary>
    public static int UpdateKills { get; } = Number("EDGE_UPDATE_KILLS", KillCycles);

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : otherwise;
}
