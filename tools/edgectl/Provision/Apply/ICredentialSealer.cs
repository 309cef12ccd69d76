namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>Seals secrets so that only this device opens them.</summary>
internal interface ICredentialSealer
{
    /// <param name="name">By which the unit asks for it, without the prefix.</param>
    /// <exception cref="IOException">It cannot be sealed.</exception>
    SealedCredential Seal(string name, string secret);
}
