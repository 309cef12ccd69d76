using EdgeAppliance.Edgectl.Check;

namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>Says what is wrong with a configuration of the appliance.</summary>
internal interface IApplianceCheck
{
    /// <param name="credentials">The names of those that there will be.</param>
    /// <param name="identity">Null where what is there stays: else the configuration may name files that are not in their place yet.</param>
    /// <returns>Null where nobody can say.</returns>
    /// <exception cref="IOException">It could not be looked at.</exception>
    IReadOnlyList<ConfigurationFault>? Check(byte[] appliance, IEnumerable<string> credentials, PlannedIdentity? identity);
}
