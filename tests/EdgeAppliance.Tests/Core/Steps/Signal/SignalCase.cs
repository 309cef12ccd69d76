using System.Text.Json;

namespace EdgeAppliance.Tests.Core.Steps.Signal;

/// <summary>An input and what numpy and scipy make of it, as <c>golden/make.py</c> wrote them down.</summary>
internal sealed class SignalCase(JsonElement json)
{
    public string Name { get; } = json.GetProperty("name").GetString()!;

    public string Steps { get; } = json.GetProperty("steps").GetRawText();

    /// <summary>A row's times; evenly spaced unless the case lists them.</summary>
    public long[] TimesUs { get; } = Times(json);

    /// <summary>Values by channel and row; the channels are called a, b, ….</summary>
    public double[][] Input { get; } = Columns(json.GetProperty("input"));

    /// <summary>Values by channel and row.</summary>
    public double[][] Expected { get; } = Columns(json.GetProperty("expected"));

    /// <summary>Times of the expected rows, or none where the case does not say.</summary>
    public long[] ExpectedTimesUs { get; } = json.TryGetProperty("expectedTimesUs", out var times) ? Longs(times) : [];

    public static IReadOnlyList<SignalCase> Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SignalRun.Golden(file + ".json")));
        return [.. document.RootElement.EnumerateArray().Select(json => new SignalCase(json.Clone()))];
    }

    private static long[] Times(JsonElement json)
    {
        if (json.TryGetProperty("timesUs", out var times)) return Longs(times);
        long period = json.GetProperty("periodUs").GetInt64();
        return [.. Enumerable.Range(1, json.GetProperty("input")[0].GetArrayLength()).Select(i => 1_700_000_000_000_000 + i * period)];
    }

    private static long[] Longs(JsonElement json) => [.. json.EnumerateArray().Select(value => value.GetInt64())];

    private static double[][] Columns(JsonElement json) =>
        [.. json.EnumerateArray().Select(column => column.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble()).ToArray())];
}
