namespace EdgeAppliance.Demo.View;

/// <summary>A row of small bars, the newest on the right.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <param name="most">What the highest bar stands for.</param>
    public static string Draw(IReadOnlyList<long> values, long most, int width)
    {
        int count = Math.Min(values.Count, width);
        return string.Create(width, (values, most, count), static (text, input) =>
        {
            text.Fill(' ');
            for (int i = 0; i < input.count; i++)
            {
                long value = input.values[input.values.Count - input.count + i];
                int bar = input.most <= 0 ? 0 : (int)Math.Ceiling((double)value / input.most * (Bars.Length - 1));
                text[text.Length - input.count + i] = Bars[Math.Clamp(bar, 0, Bars.Length - 1)];
            }
        });
    }
}
