namespace EdgeAppliance.Drivers.Linux.Camera;

/// <summary>How bright a YUYV picture is, and how much of it changed: means of brightness over 16 by 12 fields, held against those before.</summary>
internal sealed class LumaGrid
{
    private const int Across = 16, Down = 12;
    private const double White = 255;

    private readonly double[] _before = new double[Across * Down];
    private readonly double[] _now = new double[Across * Down];
    private bool _hasBefore;

    /// <returns>Brightness from 0 to 1, and the mean change of the fields from 0 to 1; NaN for the first picture and those too small.</returns>
    public (double Brightness, double Motion) Measure(ReadOnlySpan<byte> yuyv, int width, int height)
    {
        if (width < Across || height < Down || yuyv.Length < width * height * 2) return (double.NaN, double.NaN);
        double sum = 0, change = 0;
        for (int field = 0; field < _now.Length; field++)
        {
            _now[field] = Mean(yuyv, width, field % Across * width / Across, (field % Across + 1) * width / Across, field / Across * height / Down, (field / Across + 1) * height / Down);
            sum += _now[field];
            change += Math.Abs(_now[field] - _before[field]);
        }
        _now.CopyTo(_before, 0);
        double motion = _hasBefore ? change / _now.Length / White : double.NaN;
        _hasBefore = true;
        return (sum / _now.Length / White, motion);
    }

    // Every other row and point: a quarter of the work, and the same mean.
    private static double Mean(ReadOnlySpan<byte> yuyv, int width, int left, int right, int top, int bottom)
    {
        long sum = 0;
        int count = 0;
        for (int y = top; y < bottom; y += 2)
        {
            var row = yuyv.Slice(y * width * 2, width * 2);
            for (int x = left; x < right; x += 2)
            {
                sum += row[x * 2];
                count++;
            }
        }
        return (double)sum / count;
    }
}
