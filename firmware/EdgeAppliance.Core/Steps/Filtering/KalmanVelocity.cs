namespace EdgeAppliance.Core.Steps.Filtering;

/// <summary>A Kalman filter of a value that keeps its speed but for a white acceleration: <paramref name="process"/> is its density in
/// unit² / s³ (Bar-Shalom, Li and Kirubarajan, Estimation with Applications to Tracking and Navigation, 6.2.2), <paramref name="measurement"/> the
/// measured value's variance. Speed starts at nothing, with a variance of the measurement's a second squared.</summary>
internal sealed class KalmanVelocity(double process, double measurement) : ChannelFilter
{
    private bool _started;
    private long _timeUs;
    private double _value;
    private double _speed;
    private double _p00;
    private double _p01;
    private double _p11;

    public override double Next(double value, long timeUs)
    {
        if (!_started)
        {
            (_started, _timeUs, _value, _speed) = (true, timeUs, value, 0);
            (_p00, _p01, _p11) = (measurement, 0, measurement);
            return value;
        }
        Predict(Math.Max(timeUs - _timeUs, 0) / 1e6);
        _timeUs = timeUs;
        double of = _p00 + measurement;
        var (gain0, gain1) = (_p00 / of, _p01 / of);
        double off = value - _value;
        _value += gain0 * off;
        _speed += gain1 * off;
        (_p00, _p01, _p11) = ((1 - gain0) * _p00, (1 - gain0) * _p01, _p11 - gain1 * _p01);
        return _value;
    }

    public override void Reset() => _started = false;

    public override void Save(StateWriter writer)
    {
        writer.Write(_started);
        writer.Write(_timeUs);
        writer.Write([_value, _speed, _p00, _p01, _p11]);
    }

    public override void Load(ref StateReader reader)
    {
        _started = reader.ReadBoolean();
        _timeUs = reader.ReadInt64();
        Span<double> state = stackalloc double[5];
        reader.Read(state);
        (_value, _speed, _p00, _p01, _p11) = (state[0], state[1], state[2], state[3], state[4]);
    }

    private void Predict(double seconds)
    {
        _value += _speed * seconds;
        _p00 += seconds * (2 * _p01 + seconds * _p11) + process * seconds * seconds * seconds / 3;
        _p01 += seconds * _p11 + process * seconds * seconds / 2;
        _p11 += process * seconds;
    }
}
