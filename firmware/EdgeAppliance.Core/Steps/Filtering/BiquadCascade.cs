namespace EdgeAppliance.Core.Steps.Filtering;

/// <summary>Sections one behind another, each in transposed direct form II. It starts as if the first value had stood for ever, so that
/// a low-pass has no ramp from zero at the start.</summary>
internal sealed class BiquadCascade(Biquad[] sections) : ChannelFilter
{
    private readonly double[] _state = new double[2 * sections.Length];
    private bool _started;

    public override double Next(double value, long timeUs)
    {
        if (!_started) Start(value);
        for (int s = 0; s < sections.Length; s++)
        {
            ref readonly var section = ref sections[s];
            double y = section.B0 * value + _state[2 * s];
            _state[2 * s] = section.B1 * value - section.A1 * y + _state[2 * s + 1];
            _state[2 * s + 1] = section.B2 * value - section.A2 * y;
            value = y;
        }
        return value;
    }

    public override void Reset() => _started = false;

    public override void Save(StateWriter writer)
    {
        writer.Write(_started);
        writer.Write(_state);
    }

    public override void Load(ref StateReader reader)
    {
        _started = reader.ReadBoolean();
        reader.Read(_state);
    }

    private void Start(double value)
    {
        for (int s = 0; s < sections.Length; s++)
        {
            var section = sections[s];
            double y = section.GainAtRest * value;
            _state[2 * s] = y - section.B0 * value;
            _state[2 * s + 1] = section.B2 * value - section.A2 * y;
            value = y;
        }
        _started = true;
    }
}
