namespace EdgeAppliance.Core.Steps;

/// <summary>How long a window is: a number of readings or, by the readings' own times, a duration.</summary>
public readonly record struct Extent
{
    public Extent(int rows) => Rows = rows;

    public Extent(TimeSpan duration) => DurationUs = (long)duration.TotalMicroseconds;

    /// <summary>0 where it is a duration.</summary>
    public int Rows { get; }

    public long DurationUs { get; }

    public bool IsTime => Rows == 0;
}
