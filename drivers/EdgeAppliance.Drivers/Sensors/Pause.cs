namespace EdgeAppliance.Drivers.Sensors;

/// <summary>Lets a chip take the time that its datasheet asks for. Ends at once where the source is to end.</summary>
internal sealed class Pause(TimeProvider time, WakeTimer timer)
{
    public TimeProvider Time => time;

    public void For(double milliseconds) => timer.WaitUntil(time.GetTimestamp() + (long)Math.Ceiling(milliseconds * time.TimestampFrequency / 1000));
}
