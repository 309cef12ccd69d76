using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers;

/// <summary>What differs between buses in how faults are told and how long one that fails is left alone.</summary>
/// <param name="Prefix">Begins the conditions' codes.</param>
/// <param name="Remedy">What a technician can do about each fault.</param>
/// <param name="WaitMax">The waits double up to this.</param>
internal sealed record FaultPolicy(string Prefix, Func<BusFault, string> Remedy, TimeSpan WaitMax)
{
    public static FaultPolicy Chips { get; } = new("sensor", BusFaults.Remedy, TimeSpan.FromSeconds(5));
}
