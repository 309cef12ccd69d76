using System.Globalization;

namespace EdgeAppliance.Bench.Ingest;

/// <param name="InFlight">Publishes of one publisher that wait for their acknowledgement.</param>
/// <param name="SendLeast">Publishes that gather before one call sends them all: a call a publish would make the generator as dear as the
/// broker. 1 where there are few publishers: a broker that leaves Nagle's algorithm on waits for ours otherwise.</param>
/// <param name="WarmUpS">Seconds before the measured ones.</param>
internal sealed record LoadOptions(int Port, int Publishers, int InFlight, int SendLeast, double WarmUpS, double MeasuredS)
{
    public string[] ToArguments() =>
    [
        Text(Port), Text(Publishers), Text(InFlight), Text(SendLeast), Text(WarmUpS), Text(MeasuredS),
    ];

    public static LoadOptions Parse(string[] args) =>
        new(int.Parse(args[0], CultureInfo.InvariantCulture), int.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture),
            int.Parse(args[3], CultureInfo.InvariantCulture), double.Parse(args[4], CultureInfo.InvariantCulture), double.Parse(args[5], CultureInfo.InvariantCulture));

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
