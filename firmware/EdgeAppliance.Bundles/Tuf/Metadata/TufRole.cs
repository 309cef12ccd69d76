using EdgeAppliance.Bundles.Tuf.Keys;

namespace EdgeAppliance.Bundles.Tuf.Metadata;

/// <summary>Whose signatures metadata needs.</summary>
/// <param name="Keys">Those of the role that are told of; an id without a key is left out, and signs nothing.</param>
/// <param name="Threshold">So many different keys must have signed.</param>
public sealed record TufRole(IReadOnlyList<TufKey> Keys, int Threshold)
{
    /// <summary>Where schemes are required, so many keys of each must have signed.</summary>
    /// <exception cref="TufException">Too few have.</exception>
    public void Verify(TufDocument document, string name, IReadOnlyList<string> requiredSchemes)
    {
        // By what makes it another key: whoever signs twice, or under two ids, counts once.
        var signed = new HashSet<(string Type, string Scheme, string Public)>();
        foreach (var signature in document.Signatures)
        {
            foreach (var key in Keys)
                if (key.Id == signature.KeyId && key.Verifies(document.SignedBytes, signature.Value)) signed.Add(key.Identity);
        }
        if (signed.Count < Threshold) throw new TufException(TufFailure.TooFewSignatures, $"{name} is signed by {signed.Count} of its keys; {Threshold} must have.");
        foreach (string scheme in requiredSchemes)
            if (signed.Count(key => key.Scheme == scheme) is var count && count < Threshold)
                throw new TufException(TufFailure.TooFewSignatures, $"{name} is signed by {count} of its {scheme} keys; this device wants {Threshold}.");
    }
}
