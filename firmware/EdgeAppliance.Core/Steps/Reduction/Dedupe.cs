using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Reduction;

/// <summary>Leaves out readings whose named channels have the same values as a reading that was handed on less than so long before or behind: what a device
/// sent again, or a state told over and over. A reading that has none of the channels passes.</summary>
/// <remarks>It remembers so many different readings; with more of them within the time the oldest is forgotten, and may be handed on again. A reading older
/// than the newest by more than the time means that the clock was set back, and all are forgotten.</remarks>
internal sealed class Dedupe(DedupeOptions options) : Step
{
    private readonly ChannelUnion _union = new();
    private readonly OutputBatch _output = new();
    private ChannelSet? _resolved;
    private RecentKeys? _keys;
    private int[] _from = [];
    private long _newestUs;

    public override void Process(ReadingBatch batch)
    {
        if (batch.Count == 0) return;
        if (!ReferenceEquals(_resolved, batch.Channels)) Resolve(batch.Channels);
        _output.For(batch, batch.Channels, batch.Count);
        for (int row = 0; row < batch.Count; row++)
            if (IsNew(batch, row)) _output.CopyRow(batch, row);
        _output.HandOn(Next);
    }

    public override void SaveState(StateWriter writer)
    {
        _union.Save(writer);
        writer.Write(_newestUs);
        writer.Write(_keys is not null);
        _keys?.Save(writer);
    }

    public override void LoadState(ref StateReader reader)
    {
        _union.Load(ref reader);
        _newestUs = reader.ReadInt64();
        (_resolved, _keys) = (null, null);
        if (!reader.ReadBoolean()) return;
        if (KeyParts == 0) throw new InvalidDataException("The state holds keys of no channel.");
        _keys = new RecentKeys(KeyParts, options.KeysMax);
        _keys.Load(ref reader);
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var options = new DedupeOptions(configuration.Texts("channels"), (long)configuration.Duration("within", TimeSpan.FromSeconds(10)).TotalMicroseconds,
            configuration.Boolean("sameTime", false), configuration.Integer("maxKeys", 1024, 1, StepLimits.WindowRowsMax));
        return _ => new Dedupe(options);
    }

    private int KeyParts => (options.Channels.Count > 0 ? options.Channels.Count : _union.Count) + (options.SameTime ? 1 : 0);

    private bool IsNew(ReadingBatch batch, int row)
    {
        long time = batch.TimesUs[row];
        bool any = false;
        for (int c = 0; c < _from.Length; c++)
        {
            double value = _from[c] < 0 ? double.NaN : batch.Get(row, _from[c]);
            any |= !double.IsNaN(value);
            _keys!.Set(c, value);
        }
        if (!any) return true;
        if (options.SameTime) _keys!.Set(_from.Length, time);
        if (time < _newestUs - options.WithinUs) Forget(time);
        _newestUs = Math.Max(time, _newestUs);
        // A late reading may be as old as that, and be the same as one that is as much older.
        _keys!.DropUntil(_newestUs - 2 * options.WithinUs);
        return _keys.Add(time, options.WithinUs);
    }

    private void Forget(long timeUs)
    {
        _keys!.Clear();
        _newestUs = timeUs;
    }

    private void Resolve(ChannelSet channels)
    {
        // A channel more makes another key of every reading.
        if (options.Channels.Count == 0 && _union.Take(channels)) _keys = null;
        _from = options.Channels.Count == 0 ? _union.From.ToArray() : [.. options.Channels.Select(channels.IndexOf)];
        _keys ??= new RecentKeys(KeyParts, options.KeysMax);
        _resolved = channels;
    }
}
