"""The laboratory's quality: control charts and their rules, nonconforming work, corrective actions, self-checks.

Words: *control series* (one control material by one method, with its mean and standard deviation), *control point*,
*violation* (of a Westgard rule), *nonconformity* (ISO/IEC 17025:2017, 7.10), *corrective action* (8.7), *audit* (8.8,
also the self-check 自查). A nonconformity that is open and critical stops the release of results in its scope.
"""
