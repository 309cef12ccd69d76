using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps;

/// <summary>Brings channels to mean 0 and deviation 1. Both are given, or learnt on site: the first readings are taken as normal and not
/// handed on; mean, deviation and threshold stay in the step's state until it is told to learn again.</summary>
/// <remarks>Channels it does not name or did not learn pass unchanged. While it learns it keeps its readings, so that the threshold can
/// be measured on them; <see cref="StepLimits.ValuesMax"/> values at most.</remarks>
public sealed class Normalize(NormalizeOptions options) : Step
{
    private readonly OutputBatch _output = new();
    private Norm? _norm = FixedNorm(options);
    private ChannelSet? _learning;
    private double[] _learnt = [];
    private int _learntRows;
    private double[] _row = [];
    private ChannelSet? _resolved;
    private ChannelSet? _resolvedLearning;
    private ChannelSet? _outputChannels;
    private int[] _from = [];

    /// <summary>True where the norm is known; until then nothing is handed on.</summary>
    public bool Commissioned => _norm is not null;

    /// <summary>How far from normal is too far; NaN where it is not learnt.</summary>
    public double Threshold => _norm?.Threshold ?? double.NaN;

    /// <summary>Forgets what is normal and learns it from the readings that come. Does nothing where mean and deviation are given.</summary>
    /// <returns>Whether it learns at all.</returns>
    public bool Recommission()
    {
        if (options.Commission == 0) return false;
        _norm = null;
        _learning = null;
        _learntRows = 0;
        _resolved = null;
        return true;
    }

    public override void Process(ReadingBatch batch)
    {
        int row = 0;
        while (_norm is null && row < batch.Count) Learn(batch, row++);
        if (row < batch.Count) HandOn(batch, row);
    }

    public override void SaveState(StateWriter writer)
    {
        writer.Write(_norm is not null);
        _norm?.Save(writer);
        if (_norm is not null) return;
        ChannelState.Save(writer, _learning);
        writer.Write((long)_learntRows);
        writer.Write(_learnt.AsSpan(0, _learntRows * (_learning?.Count ?? 0)));
    }

    public override void LoadState(ref StateReader reader)
    {
        _resolved = null;
        _norm = reader.ReadBoolean() ? Norm.Load(ref reader) : null;
        _learning = null;
        _learntRows = 0;
        if (_norm is not null) return;
        var learning = ChannelState.Load(ref reader);
        long rows = reader.ReadInt64();
        if (rows < 0 || rows >= Math.Max(options.Commission, 1)) throw new InvalidDataException($"The state has learnt {rows} readings of {options.Commission}.");
        if (learning is not null) StartLearning(learning);
        reader.Read(_learnt.AsSpan(0, (int)rows * (learning?.Count ?? 0)));
        _learntRows = (int)rows;
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var options = NormalizeBinder.Bind(configuration);
        return _ => new Normalize(options);
    }

    private static Norm? FixedNorm(NormalizeOptions options) => options.Commission > 0 || options.Fixed.Count == 0 ? null : new Norm(
        new ChannelSet(options.Fixed.Select(norm => norm.Channel).ToArray()), options.Fixed.Select(norm => norm.Mean).ToArray(),
        options.Fixed.Select(norm => norm.Std).ToArray(), double.NaN);

    private void Learn(ReadingBatch batch, int row)
    {
        if (_learning is null) StartLearning(options.Channels.Count > 0 ? new ChannelSet(options.Channels.ToArray()) : batch.Channels);
        if (!ReferenceEquals(_resolved, batch.Channels) || !ReferenceEquals(_resolvedLearning, _learning)) Resolve(batch.Channels, _learning!);
        var values = _learnt.AsSpan(_learntRows * _from.Length, _from.Length);
        if (!Gather(batch, row, values)) return;
        if (++_learntRows < options.Commission) return;
        _norm = Norm.Learn(_learning!, _learnt.AsSpan(0, _learntRows * _from.Length), options.Quantile, options.Margin);
        _learnt = [];
        _learning = null;
        _resolved = null;
    }

    private void StartLearning(ChannelSet channels)
    {
        if ((long)channels.Count * options.Commission > StepLimits.ValuesMax)
            throw new UnfitReadingException($"Learning {options.Commission} readings of {channels.Count} channels is over the limit of {StepLimits.ValuesMax} values; name the channels or learn fewer readings.");
        _learning = channels;
        _learnt = new double[channels.Count * options.Commission];
        _learntRows = 0;
    }

    private void HandOn(ReadingBatch batch, int firstRow)
    {
        if (!ReferenceEquals(_resolved, batch.Channels) || !ReferenceEquals(_resolvedLearning, _norm!.Channels)) Resolve(batch.Channels, _norm!.Channels);
        var output = _output.For(batch, _outputChannels!, batch.Count);
        int channels = batch.Channels.Count;
        for (int row = firstRow; row < batch.Count; row++)
        {
            int to = output.AddRow(batch.TimesUs[row]);
            for (int c = 0; c < channels; c++) output.Set(to, c, batch.Get(row, c));
            for (int n = 0; n < _from.Length; n++)
                if (_from[n] >= 0) output.Set(to, _from[n], _norm!.Scaled(n, batch.Get(row, _from[n])));
            if (options.Score is null) continue;
            Gather(batch, row, _row);
            output.Set(to, channels, _norm!.Distance(_row));
            output.Set(to, channels + 1, _norm.Threshold);
        }
        Next?.Process(output);
    }

    /// <returns>False where the row has none of the channels.</returns>
    private bool Gather(ReadingBatch batch, int row, Span<double> values)
    {
        bool any = false;
        for (int n = 0; n < _from.Length; n++)
        {
            values[n] = _from[n] < 0 ? double.NaN : batch.Get(row, _from[n]);
            any |= !double.IsNaN(values[n]);
        }
        return any;
    }

    private void Resolve(ChannelSet channels, ChannelSet norm)
    {
        _from = new int[norm.Count];
        for (int n = 0; n < _from.Length; n++) _from[n] = channels.IndexOf(norm[n]);
        _row = new double[norm.Count];
        if (options.Score is not null && (channels.IndexOf(options.Score) >= 0 || channels.IndexOf("threshold") >= 0))
            throw new UnfitReadingException($"The reading already has a channel '{options.Score}' or 'threshold', which normalize adds.");
        _outputChannels = options.Score is null ? channels : new ChannelSet([.. channels.Names, options.Score, "threshold"]);
        (_resolved, _resolvedLearning) = (channels, norm);
    }
}
