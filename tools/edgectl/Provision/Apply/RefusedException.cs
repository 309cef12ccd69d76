using EdgeAppliance.Core.Configuration;

namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>A provision.json that cannot be taken over as it is.</summary>
internal sealed class RefusedException(IReadOnlyList<ConfigError> errors) : Exception("provision.json is refused")
{
    public IReadOnlyList<ConfigError> Errors => errors;
}
