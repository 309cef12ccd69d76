using System.Globalization;

namespace EdgeAppliance.Bench.Connections;

/// <param name="Secrets">Folder of the authority that vouches for the devices; null without TLS.</param>
/// <param name="EveryS">From one publish of a device to its next.</param>
internal sealed record ConnectionsOptions(int Port, int Devices, double EveryS, double Seconds, string? Secrets)
{
    public string[] ToArguments() => [Text(Port), Text(Devices), Text(EveryS), Text(Seconds), Secrets ?? "-"];

    public static ConnectionsOptions Parse(string[] args) => new(
        int.Parse(args[0], CultureInfo.InvariantCulture), int.Parse(args[1], CultureInfo.InvariantCulture),
        double.Parse(args[2], CultureInfo.InvariantCulture), double.Parse(args[3], CultureInfo.InvariantCulture), args[4] == "-" ? null : args[4]);

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
