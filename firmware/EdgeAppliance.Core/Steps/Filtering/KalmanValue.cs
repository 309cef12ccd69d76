namespace EdgeAppliance.Core.Steps.Filtering;

/// <summary>A Kalman filter (Kalman 1960) of one value that drifts: it walks by chance, with a variance of <paramref name="process"/> a
/// second, and is measured with a variance of <paramref name="measurement"/>, both in the channel's unit squared.</summary>
internal sealed class KalmanValue(double process, double measurement) : ChannelFilter
{
    private bool _started;
    private long _timeUs;
    private double _value;
    private double _variance;

    public override double Next(double value, long timeUs)
    {
        if (!_started)
        {
            (_started, _timeUs, _value, _variance) = (true, timeUs, value, measurement);
            return value;
        }
        // A clock that was set back gives no time in which the value could have moved.
        _variance += process * Math.Max(timeUs - _timeUs, 0) / 1e6;
        _timeUs = timeUs;
        double gain = _variance / (_variance + measurement);
        _value += gain * (value - _value);
        _variance *= 1 - gain;
        return _value;
    }

    public override void Reset() => _started = false;

    public override void Save(StateWriter writer)
    {
        writer.Write(_started);
        writer.Write(_timeUs);
        writer.Write(_value);
        writer.Write(_variance);
    }

    public override void Load(ref StateReader reader)
    {
        _started = reader.ReadBoolean();
        _timeUs = reader.ReadInt64();
        _value = reader.ReadDouble();
        _variance = reader.ReadDouble();
    }
}
