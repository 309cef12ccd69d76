using EdgeAppliance.Drivers.Linux.Proc;

namespace EdgeAppliance.Drivers.Linux;

/// <summary>Files under /sys that hold one number each. Behind some of them a slow bus is asked, so they are read once a second
/// at most, and their last value stands in between. Those that give no number at the start are left out.</summary>
internal sealed class AttributeProbe : Probe
{
    private const double SecondsMin = 0.95; // a source of one second must not read every other time
    private const int FileBytes = 64;

    private readonly List<PolledFile> _files = [];
    private readonly double[] _factors;
    private readonly double[] _last;
    private double _seconds = SecondsMin;

    public AttributeProbe(IEnumerable<KernelAttribute> attributes)
    {
        var channels = new List<string>();
        var factors = new List<double>();
        foreach (var attribute in attributes)
        {
            var file = new PolledFile(attribute.Path, FileBytes);
            if (double.IsNaN(NumberIn(file)))
            {
                file.Dispose();
                continue;
            }
            channels.Add(attribute.Channel);
            factors.Add(attribute.Factor);
            _files.Add(file);
        }
        Channels = channels;
        _factors = [.. factors];
        _last = new double[_files.Count];
    }

    public override IReadOnlyList<string> Channels { get; }

    public override void Sample(double seconds, Span<double> values)
    {
        _seconds += seconds;
        if (_seconds >= SecondsMin)
        {
            _seconds = 0;
            for (int i = 0; i < _last.Length; i++) _last[i] = NumberIn(_files[i]) * _factors[i];
        }
        _last.CopyTo(values);
    }

    public override void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    private static double NumberIn(PolledFile file)
    {
        var text = new TextWalker(file.Read());
        return text.NextLine() ? text.NextNumber() : double.NaN;
    }
}
