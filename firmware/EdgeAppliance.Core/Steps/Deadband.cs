using System.Text.Json;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps;

/// <summary>Hands on a reading only where a named channel moved by more than its band since the last one handed on, came or went,
/// or where that was long ago. A reading that has none of the channels is left out.</summary>
public sealed class Deadband : Step
{
    private readonly DeadbandOptions _options;
    private readonly double[] _last;
    private readonly int[] _from;
    private readonly OutputBatch _output = new();
    private ChannelSet? _resolved;
    private bool _any;
    private bool _started;
    private long _lastUs;

    public Deadband(DeadbandOptions options)
    {
        _options = options;
        _last = new double[options.Channels.Count];
        _from = new int[options.Channels.Count];
    }

    public override void Process(ReadingBatch batch)
    {
        if (!ReferenceEquals(_resolved, batch.Channels)) Resolve(batch.Channels);
        if (!_any || batch.Count == 0) return;
        _output.For(batch, batch.Channels, batch.Count);
        for (int row = 0; row < batch.Count; row++)
            if (Moved(batch, row)) HandOn(batch, row);
        _output.HandOn(Next);
    }

    public override void SaveState(StateWriter writer)
    {
        writer.Write(_started);
        writer.Write(_lastUs);
        writer.Write(_last);
    }

    public override void LoadState(ref StateReader reader)
    {
        _started = reader.ReadBoolean();
        _lastUs = reader.ReadInt64();
        reader.Read(_last);
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var channels = new List<string>();
        var bands = new List<double>();
        foreach (var (channel, value) in configuration.Members("channels"))
        {
            bool good = value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double band) && band >= 0 && double.IsFinite(band);
            if (!good) configuration.Report($"channels.{channel}", "must be a number, 0 or more.");
            channels.Add(channel);
            bands.Add(good ? value.GetDouble() : 0);
        }
        if (!configuration.Has("channels")) configuration.Report("channels", "is missing: channel names with their bands.");
        long everyUs = configuration.Has("atLeastEvery") ? (long)configuration.Duration("atLeastEvery", TimeSpan.FromDays(1)).TotalMicroseconds : 0;
        var options = new DeadbandOptions(channels, bands, everyUs);
        return _ => new Deadband(options);
    }

    private bool Moved(ReadingBatch batch, int row)
    {
        if (!_started) return true;
        // A clock that was set back must not silence the device until it has caught up.
        long since = batch.TimesUs[row] - _lastUs;
        if (_options.AtLeastEveryUs > 0 && (since >= _options.AtLeastEveryUs || since < 0)) return true;
        for (int c = 0; c < _from.Length; c++)
        {
            if (_from[c] < 0) continue;
            double value = batch.Get(row, _from[c]);
            if (double.IsNaN(value) != double.IsNaN(_last[c]) || Math.Abs(value - _last[c]) > _options.Bands[c]) return true;
        }
        return false;
    }

    private void HandOn(ReadingBatch batch, int row)
    {
        _output.CopyRow(batch, row);
        for (int c = 0; c < _from.Length; c++)
            if (_from[c] >= 0) _last[c] = batch.Get(row, _from[c]);
            else if (!_started) _last[c] = double.NaN;
        _lastUs = batch.TimesUs[row];
        _started = true;
    }

    private void Resolve(ChannelSet channels)
    {
        _any = false;
        for (int c = 0; c < _from.Length; c++)
        {
            _from[c] = channels.IndexOf(_options.Channels[c]);
            _any |= _from[c] >= 0;
        }
        _resolved = channels;
    }
}
