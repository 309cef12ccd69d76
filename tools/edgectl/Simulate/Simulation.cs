using System.Globalization;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Simulate;

/// <summary>All devices together, what they say on the way, and what came of it.</summary>
internal sealed class Simulation
{
    private static readonly TimeSpan s_sayEvery = TimeSpan.FromSeconds(1);

    private readonly Surroundings _around;
    private readonly LatencyHistogram _latencies = new();
    private readonly SimulatedDevice[] _devices;

    public Simulation(SimulateOptions options, Surroundings around)
    {
        _around = around;
        _devices = [.. Enumerable.Range(0, options.Devices).Select(i => new SimulatedDevice(options, i, _latencies, around.Time))];
    }

    /// <returns>The exit code: being stopped is how a simulation without end ends.</returns>
    public async Task<int> Run(bool json, CancellationToken stop)
    {
        long since = _around.Time.GetTimestamp();
        string? failure = null;
        await using (_around.Time.CreateTimer(_ => _around.Screen.Progress(Said(_around.Time.GetElapsedTime(since))), null, s_sayEvery, s_sayEvery))
        {
            try
            {
                await Task.WhenAll(_devices.Select(device => device.Run(stop)));
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Stopped while it connected.
            }
            catch (Exception e)
            {
                failure = e.GetBaseException().Message;
            }
        }
        _around.Screen.EndProgress();
        var took = _around.Time.GetElapsedTime(since);
        if (json) WriteJson(took, failure);
        else _around.Screen.Line(Said(took));
        if (failure is null) return ExitCodes.Done;
        _around.Screen.Fail(failure);
        return ExitCodes.Failed;
    }

    private long Published => _devices.Sum(device => device.Published);

    private long Acknowledged => _devices.Sum(device => device.Acknowledged);

    private string Said(TimeSpan took)
    {
        string rate = string.Create(CultureInfo.InvariantCulture, $"{Acknowledged / Math.Max(0.001, took.TotalSeconds):#,0.#} a second");
        string latency = $"p50 {Amounts.Milliseconds(Quantile(0.5))}, p99 {Amounts.Milliseconds(Quantile(0.99))}";
        return $"{Amounts.Count(Acknowledged)} of {Amounts.Count(Published)} readings acknowledged, {rate}, {latency}";
    }

    private double Quantile(double share) => _latencies.Quantile(share).TotalMilliseconds;

    private void WriteJson(TimeSpan took, string? failure) => _around.Screen.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("devices", _devices.Length);
        writer.WriteNumber("published", Published);
        writer.WriteNumber("acknowledged", Acknowledged);
        writer.WriteNumber("seconds", Math.Round(took.TotalSeconds, 3));
        writer.WriteStartObject("latencyMs");
        writer.WriteNumber("p50", Math.Round(Quantile(0.5), 3));
        writer.WriteNumber("p99", Math.Round(Quantile(0.99), 3));
        writer.WriteNumber("max", Math.Round(_latencies.Most.TotalMilliseconds, 3));
        writer.WriteEndObject();
        if (failure is not null) writer.WriteString("failure", failure);
        writer.WriteEndObject();
    });
}
