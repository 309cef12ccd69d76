namespace EdgeAppliance.Tests.Health.Logs;

/// <summary>An output whose reader reads nothing until the gate opens.</summary>
internal sealed class GatedStream(ManualResetEventSlim gate) : MemoryStream
{
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        gate.Wait(TimeSpan.FromSeconds(10));
        base.Write(buffer.ToArray(), 0, buffer.Length);
    }
}
