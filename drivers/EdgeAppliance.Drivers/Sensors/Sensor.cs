using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Sensors;

/// <summary>One chip, or what the kernel makes of one: its registers and its formulas, and nothing of beats, batches and faults,
/// which are <see cref="SensorSource"/>'s. Opened when it is made, used by one thread at a time.</summary>
internal abstract class Sensor : IDisposable
{
    /// <summary>What it measures, unit last. The same for the same configuration.</summary>
    public abstract ChannelSet Channels { get; }

    /// <summary>Rows that one reading has at most: more than one where the chip keeps a queue.</summary>
    public virtual int RowsMax => 1;

    /// <summary>Checks that the chip is the right one and sets it up. After a fault the sensor is made anew, since a chip that lost
    /// power has lost its settings too.</summary>
    /// <exception cref="BusException">The bus or the chip failed.</exception>
    public abstract void Begin(Pause pause);

    /// <summary>Adds what there is to read now. Allocates nothing.</summary>
    /// <exception cref="BusException">The bus or the chip failed; rows added so far stand.</exception>
    public abstract void Read(SensorRows rows);

    /// <summary>Does one of the commands that its source was bound with.</summary>
    /// <exception cref="BusException">The bus or the chip failed.</exception>
    public virtual CommandOutcome Execute(string command, JsonElement value) => CommandOutcome.NoSuchCommand(command, []);

    public virtual void Dispose()
    {
    }
}
