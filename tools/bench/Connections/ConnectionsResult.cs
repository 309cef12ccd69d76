using System.Globalization;

namespace EdgeAppliance.Bench.Connections;

/// <summary>What the devices counted, as the one line of their process's output says it.</summary>
/// <param name="Ended">Connections that did not hold.</param>
internal sealed record ConnectionsResult(int Connected, int Ended, long Sent, long Acknowledged, double MedianMs, double P99Ms, double LongestMs)
{
    private const string Mark = "connections";

    public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{Mark} {Connected} {Ended} {Sent} {Acknowledged} {MedianMs:R} {P99Ms:R} {LongestMs:R}");

    public static ConnectionsResult? FromLine(string line)
    {
        string[] parts = line.Split(' ');
        if (parts is not [Mark, _, _, _, _, _, _, _]) return null;
        double[] numbers = [.. parts[1..].Select(part => double.Parse(part, CultureInfo.InvariantCulture))];
        return new ConnectionsResult((int)numbers[0], (int)numbers[1], (long)numbers[2], (long)numbers[3], numbers[4], numbers[5], numbers[6]);
    }
}
